#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "parcours/history.hpp"
#include "parcours/run.hpp"
#include "runtime_sample_run.hpp"

namespace parcours {
namespace {

TEST(History, RecordsWhatWasCalledAndReturned) {
  History<std::string, int> history(2);
  EXPECT_EQ(history.record(0, "three", [] { return 3; }), 3);
  EXPECT_EQ(history.record(1, "four", [] { return 4; }), 4);
  const auto calls = history.calls();
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].thread, 0U);
  EXPECT_EQ(calls[0].operation, "three");
  EXPECT_EQ(calls[0].result, std::optional<int>(3));
  EXPECT_EQ(calls[1].thread, 1U);
  EXPECT_LT(calls[0].invoked, calls[0].returned);
  EXPECT_LT(calls[0].returned, calls[1].invoked);
}

TEST(History, ACallThatThrowsHasNotReturned) {
  History<int, int> history(1);
  EXPECT_THROW(history.record(0, 1, []() -> int { throw std::runtime_error("no"); }), std::runtime_error);
  history.record(0, 2, [] { return 5; });
  const auto calls = history.calls();
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_FALSE(calls[0].result);
  EXPECT_EQ(calls[0].returned, never_returned);
  EXPECT_TRUE(calls[1].result);
}

TEST(History, CallsNothingThatItCannotRecord) {
  History<int, int> history(1, 1);
  history.record(0, 1, [] { return 0; });
  bool called = false;
  EXPECT_THROW(history.record(0, 2, [&] { return called = true; }), std::length_error);
  EXPECT_FALSE(called);
  EXPECT_EQ(history.calls().size(), 1U);
}

TEST(History, CallsOfOneThreadFollowEachOther) {
  History<int, int> history(3, 100);
  run_together(3, [&](unsigned thread) {
    for (int i = 0; i < 100; ++i) history.record(thread, i, [&] { return i; });
  });
  const auto calls = history.calls();
  ASSERT_EQ(calls.size(), 300U);
  for (std::size_t i = 1; i < calls.size(); ++i)
    if (calls[i].thread == calls[i - 1].thread) ASSERT_LT(calls[i - 1].returned, calls[i].invoked);
}

TEST(History, HidesNoRaceFromTheDetector) {
  const std::string output = output_of_sample("History.RaceBetweenRecordedCalls", true);
  EXPECT_TRUE(reports_a_race(output)) << output;
}

TEST(History, CanBeReadWhileCallsAreUnderWay) {
  const std::string output = output_of_sample("History.NoRaceWithTheReader", true);
  EXPECT_FALSE(reports_a_race(output)) << output;
  EXPECT_TRUE(passes(output)) << output;
}

}  // namespace
}  // namespace parcours
