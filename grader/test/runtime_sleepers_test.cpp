#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "parcours/run.hpp"
#include "parcours/sleepers.hpp"
#include "runtime_sample_run.hpp"

namespace parcours {
namespace {

TEST(Sleepers, SettleWhenAllSleepOrHaveReturned) {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  Sleepers sleepers(2);
  unsigned returned = 0;
  run_together(3, [&](unsigned thread) {
    if (thread == 0) {
      EXPECT_TRUE(eventually([&] { return sleepers.settle(); }));
      returned = sleepers.returned();
      const std::lock_guard lock(mutex);
      open = true;
      changed.notify_all();
    } else if (thread == 1) {
      EXPECT_EQ(sleepers.call(0, [] { return 7; }), 7);
    } else {
      sleepers.call(1, [&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return open; });
      });
    }
  });
  EXPECT_EQ(returned, 1U);
  EXPECT_EQ(sleepers.returned(), 2U);
}

TEST(Sleepers, DoNotWaitLongForOneThatRuns) {
  std::atomic<bool> stop{false};
  Sleepers sleepers(1);
  bool settled = true;
  run_together(2, [&](unsigned thread) {
    if (thread == 0) {
      settled = sleepers.settle();
      stop = true;
    } else {
      sleepers.call(0, [&] {
        while (!stop) {
        }
      });
    }
  });
  EXPECT_FALSE(settled);
}

TEST(Sleepers, AThrowingCallHasReturned) {
  Sleepers sleepers(1);
  EXPECT_THROW(sleepers.call(0, []() -> int { throw std::runtime_error("no"); }), std::runtime_error);
  EXPECT_EQ(sleepers.returned(), 1U);
  EXPECT_THROW(sleepers.call(1, [] { return 0; }), std::out_of_range);
}

TEST(Sleepers, HideNoRaceFromTheDetector) {
  const std::string output = output_of_sample("Sleepers.RaceBesideThem", true);
  EXPECT_TRUE(reports_a_race(output)) << output;
}

}  // namespace
}  // namespace parcours
