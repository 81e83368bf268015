#include "test_orders.hpp"

#include <pthread.h>
#include <sys/prctl.h>

#include "channel.hpp"
#include "noise.hpp"
#include "run_seed.hpp"

namespace parcours {
namespace {

void let_the_debugger_in() { ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }

}  // namespace

std::string full_name(const testing::TestInfo& test) { return std::string(test.test_suite_name()) + "." + test.name(); }

std::string plain_words(std::string message) {
  constexpr std::string_view failed = "Failed\n";
  if (message.starts_with(failed)) message.erase(0, failed.size());
  constexpr std::string_view trace = "\nGoogle Test trace:";
  if (const std::size_t at = message.rfind(trace); at != std::string::npos) message.erase(at, trace.size());
  return message;
}

void list_tests() {
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i)
    for (int j = 0; j < all.GetTestSuite(i)->total_test_count(); ++j)
      channel::send("test " + full_name(*all.GetTestSuite(i)->GetTestInfo(j)));
}

void run_tests(std::istream& order, testing::TestEventListener* listener) {
  std::uint64_t seed = 0;
  bool noise = false;
  order >> seed >> noise;
  set_run_seed(seed);
  if (noise) start_noise(seed);
  std::string filter;
  for (std::string name; order >> name;) filter += (filter.empty() ? "" : ":") + name;
  GTEST_FLAG_SET(filter, filter);
  GTEST_FLAG_SET(catch_exceptions, true);
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(listener);
  (void)RUN_ALL_TESTS();
}

void be_open_to_the_debugger() {
  let_the_debugger_in();
  ::pthread_atfork(nullptr, nullptr, let_the_debugger_in);  // children do not inherit it
}

}  // namespace parcours
