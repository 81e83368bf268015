#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "parcours/stress.hpp"
#include "runtime_sample_run.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Stress, FindsALostUpdateAndSaysInWhichRound) {
  const std::string output = output_of_sample("Stress.LostUpdate");
  EXPECT_TRUE(contains(output, "an update was lost")) << output;
  EXPECT_TRUE(contains(output, "runtime_samples.cpp:")) << output;
  EXPECT_TRUE(contains(output, "in round ")) << output;
}

TEST(Stress, FindsAnIfThatShouldBeAWhile) {
  const std::string output = output_of_sample("Stress.IfInsteadOfWhile");
  EXPECT_TRUE(contains(output, "woken for nothing")) << output;
  EXPECT_TRUE(contains(output, "in round ")) << output;
}

TEST(Stress, StopsAtTheFirstFailedRound) {
  const std::string output = output_of_sample("Stress.ExceptionInOneThread");
  EXPECT_TRUE(contains(output, "an exception left the code of thread 1: no luck")) << output;
  EXPECT_TRUE(contains(output, "in round 1")) << output;
  EXPECT_FALSE(contains(output, "in round 2")) << output;
}

TEST(Stress, HidesNoRaceFromTheDetector) {
  const std::string output = output_of_sample("Stress.Race", true);
  EXPECT_TRUE(reports_a_race(output)) << output;
}

TEST(Stress, OrdersARoundAfterWhatWasMadeForItAndBeforeItsCheck) {
  const std::string output = output_of_sample("Stress.NoRace", true);
  EXPECT_FALSE(reports_a_race(output)) << output;
  EXPECT_TRUE(passes(output)) << output;
}

TEST(Stress, GivesEachRoundAFreshObjectAndEachThreadItsNumber) {
  struct Round {
    std::atomic<unsigned> sum{0};
  };
  int made = 0;
  std::set<unsigned> sums;
  const unsigned played = stress(
      {.threads = 3, .rounds = 50, .time = seconds(60)},
      [&] {
        ++made;
        return Round();
      },
      [](Round& round, unsigned thread) { round.sum += 1U << thread; },
      [&](Round& round) { sums.insert(round.sum.load()); });
  EXPECT_EQ(played, 50U);
  EXPECT_EQ(made, 50);
  EXPECT_EQ(sums, std::set<unsigned>{7U});
}

TEST(Stress, KeepsItsThreads) {
  std::set<std::thread::id> seen[2];
  stress(
      {.threads = 2, .rounds = 20, .time = seconds(60)}, [] { return 0; },
      [&](int&, unsigned thread) { seen[thread].insert(std::this_thread::get_id()); }, [](int&) {});
  EXPECT_EQ(seen[0].size(), 1U);
  EXPECT_EQ(seen[1].size(), 1U);
}

TEST(Stress, BeginsNoRoundAfterItsTime) {
  const unsigned played = stress(
      {.threads = 2, .rounds = 1'000'000'000, .time = milliseconds(30)}, [] { return 0; }, [](int&, unsigned) {},
      [](int&) {});
  EXPECT_GE(played, 1U);
  EXPECT_LT(played, 1'000'000'000U);
}

TEST(Stress, PlaysOneRoundWhereThereIsNoTime) {
  EXPECT_EQ(stress({.time = milliseconds(0)}, [] { return 0; }, [](int&, unsigned) {}, [](int&) {}), 1U);
}

}  // namespace
}  // namespace parcours
