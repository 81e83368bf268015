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
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <thread>

#include "channel.hpp"
#include "crash_reports.hpp"
#include "noise.hpp"
#include "test_orders.hpp"
#include "threads_left.hpp"

namespace {

int count_threads() { return static_cast<int>(parcours::thread_ids().size()); }

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
    current_ = parcours::full_name(test);
    parcours::channel::send("start " + parcours::full_name(test));
  }
  /// Told at once: what was reported cannot be taken back. GoogleTest holds its lock here: it may not be asked
  /// anything.
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed()) return;
    const char* const verb = parcours::TellingOfLeftovers::any() ? "leak "
                             : parcours::is_child()              ? "child-fault "
                                                                 : "fault ";
    parcours::channel::send((verb + current_ + "\n" + parcours::plain_words(part.message())).substr(0, 4096));
  }
  void OnTestEnd(const testing::TestInfo& test) override {
    if (parcours::is_child()) {  // it would report, and run, what is not its own
      parcours::channel::send("child-returned " + current_);
      ::_exit(1);
    }
    parcours::channel::send("end " + parcours::full_name(test) + (test.result()->Passed() ? " passed " : " failed ") +
                            std::to_string(parcours::threads_left(threads_before_)));
  }
  int threads_before_ = 0;
  std::string current_;
};

}  // namespace

int main(int argc, char** argv) {
  parcours::be_open_to_the_debugger();
  ::fcntl(parcours::channel::descriptor, F_SETFD, FD_CLOEXEC);
  std::thread([] {}).join();  // the race detector starts a thread of its own with the first one: not the submission's
  testing::InitGoogleTest(&argc, argv);
  parcours::report_crashes();
  std::istringstream order(parcours::channel::receive());
  std::string verb;
  order >> verb;
  if (verb == "list") {
    parcours::list_tests();
  } else if (verb == "run") {
    threads_at_start = count_threads();
    parcours::run_tests(order, new ChannelReporter);
  } else {
    return 2;
  }
  parcours::expect_exit();
  parcours::channel::send("done");
  if (verb == "run") threads_after_tests = count_threads() - threads_at_start;
  return 0;
}
