// The main function of a test program. It takes orders from the grader and reports each test on the same channel;
// standard output is the submission's and means nothing.
//   order   "list" or "run SEED NOISE\nSuite.Test\nSuite.Test…"
//   reports "test NAME" (list), "start NAME", "fault NAME\nMESSAGE" as soon as something fails,
//           "child-fault NAME\nMESSAGE" where that is in a child process, "child-returned NAME" where one runs on in
//           the test, "end NAME passed|failed THREADS_LEFT", "done", "left AFTER_TESTS AT_END ZOMBIES" (threads, and
//           child processes that nobody waited for); "leak NAME\nMESSAGE" in place of "fault" for what was left behind;
//           race_reports.cpp, crash_reports.cpp and time_limit.cpp send more
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <thread>

#include "channel.hpp"
#include "crash_reports.hpp"
#include "noise.hpp"
#include "run_seed.hpp"
#include "threads_left.hpp"

namespace {

std::string full_name(const testing::TestInfo& test) { return std::string(test.test_suite_name()) + "." + test.name(); }

int count_threads() { return static_cast<int>(parcours::thread_ids().size()); }

/// Without the words that mean something to users of GoogleTest only.
std::string plain_words(std::string message) {
  constexpr std::string_view failed = "Failed\n";
  if (message.starts_with(failed)) message.erase(0, failed.size());
  constexpr std::string_view trace = "\nGoogle Test trace:";
  if (const std::size_t at = message.rfind(trace); at != std::string::npos) message.erase(at, trace.size());
  return message;
}

int threads_at_start = 0;
int threads_after_tests = -1;  // beyond those at the start; negative: the tests are not over

/// Child processes that have ended and that nobody has waited for.
int reap_zombies() {
  int zombies = 0;
  while (::waitpid(-1, nullptr, WNOHANG) > 0) ++zombies;
  return zombies;
}

/// Runs after the destructors of all static objects: a pool that one of them holds is joined by then.
[[gnu::destructor(101)]] void tell_what_is_left() {
  if (threads_after_tests < 0 || parcours::is_child()) return;
  const int zombies = reap_zombies();
  if (threads_after_tests == 0 && zombies == 0) return;
  parcours::channel::send("left " + std::to_string(threads_after_tests) + " " +
                          std::to_string(parcours::threads_left(threads_at_start)) + " " + std::to_string(zombies));
}

class ChannelReporter : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override {
    parcours::renew_noise_budget();
    threads_before_ = count_threads();
    current_ = full_name(test);
    parcours::channel::send("start " + full_name(test));
  }
  /// Told at once: what was reported cannot be taken back. GoogleTest holds its lock here: it may not be asked
  /// anything.
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed()) return;
    const char* const verb = parcours::TellingOfLeftovers::any() ? "leak "
                             : parcours::is_child()              ? "child-fault "
                                                                 : "fault ";
    parcours::channel::send((verb + current_ + "\n" + plain_words(part.message())).substr(0, 4096));
  }
  void OnTestEnd(const testing::TestInfo& test) override {
    if (parcours::is_child()) {  // it would report, and run, what is not its own
      parcours::channel::send("child-returned " + current_);
      ::_exit(1);
    }
    parcours::channel::send("end " + full_name(test) + (test.result()->Passed() ? " passed " : " failed ") +
                            std::to_string(parcours::threads_left(threads_before_)));
  }
  int threads_before_ = 0;
  std::string current_;
};

void list_tests() {
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i)
    for (int j = 0; j < all.GetTestSuite(i)->total_test_count(); ++j)
      parcours::channel::send("test " + full_name(*all.GetTestSuite(i)->GetTestInfo(j)));
}

void run_tests(std::istringstream& order) {
  std::uint64_t seed = 0;
  bool noise = false;
  order >> seed >> noise;
  parcours::set_run_seed(seed);
  if (noise) parcours::start_noise(seed);
  std::string filter;
  for (std::string name; order >> name;) filter += (filter.empty() ? "" : ":") + name;
  GTEST_FLAG_SET(filter, filter);
  GTEST_FLAG_SET(catch_exceptions, true);
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new ChannelReporter);
  threads_at_start = count_threads();
  (void)RUN_ALL_TESTS();
}

/// The sandbox's debugger may look at a hang. Children do not inherit it.
void be_open_to_the_debugger() { ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }

}  // namespace

int main(int argc, char** argv) {
  be_open_to_the_debugger();
  ::pthread_atfork(nullptr, nullptr, be_open_to_the_debugger);
  ::fcntl(parcours::channel::descriptor, F_SETFD, FD_CLOEXEC);
  std::thread([] {}).join();  // the race detector starts a thread of its own with the first one: not the submission's
  testing::InitGoogleTest(&argc, argv);
  parcours::report_crashes();
  std::istringstream order(parcours::channel::receive());
  std::string verb;
  order >> verb;
  if (verb == "list")
    list_tests();
  else if (verb == "run")
    run_tests(order);
  else
    return 2;
  parcours::expect_exit();
  parcours::channel::send("done");
  if (verb == "run") threads_after_tests = count_threads() - threads_at_start;
  return 0;
}
