#include <gtest/gtest.h>

#include "explore/timeline.hpp"

namespace parcours {
namespace {

constexpr Address lock = 0x100;
constexpr Address other_lock = 0x200;

/// Address N is line N of the student's file.
Places lines_up_to(int count) {
  Places places;
  for (int line = 1; line <= count; ++line) places[static_cast<Address>(line)] = {{"f", {"queue.hpp", line, 1}}};
  places[900] = {{"scenario", {"scenarios.cpp", 9, 1}}};
  return places;
}

std::vector<std::string> drawn(const std::vector<ReportedStep>& steps) {
  ScenarioReport report;
  report.actors = {{1, "Anna"}, {2, "Bela"}};
  report.steps = steps;
  std::vector<std::string> rows;
  for (const TimelineStep& step : draw_timeline(report, lines_up_to(50), "queue.hpp"))
    rows.push_back(step.thread + " " + std::to_string(step.location.line) + ": " + step.what);
  return rows;
}

using Rows = std::vector<std::string>;

TEST(Timeline, ShowsWhatSeveralThreadsUse) {
  EXPECT_EQ(drawn({{1, lock, {10}, "locks"}, {2, lock, {20}, "waits for the lock"}}),
            (Rows{"Anna 10: locks", "Bela 20: waits for the lock"}));
}

TEST(Timeline, LeavesOutWhatOnlyOneThreadUses) {
  EXPECT_EQ(drawn({{1, other_lock, {10}, "adds 1"}, {1, lock, {11}, "locks"}, {2, lock, {20}, "locks"}}),
            (Rows{"Anna 11: locks", "Bela 20: locks"}));
}

TEST(Timeline, LeavesOutAnUnlockThatNobodyNoticed) {
  EXPECT_EQ(drawn({{1, lock, {10}, "locks"}, {1, lock, {11}, "unlocks"}, {2, lock, {20}, "locks"}}),
            (Rows{"Anna 10: locks", "Bela 20: locks"}));
}

TEST(Timeline, ShowsAnUnlockThatSomebodyWaitedFor) {
  EXPECT_EQ(drawn({{1, lock, {10}, "locks"}, {2, lock, {20}, "waits for the lock"}, {1, lock, {11}, "unlocks"}}),
            (Rows{"Anna 10: locks", "Bela 20: waits for the lock", "Anna 11: unlocks"}));
}

TEST(Timeline, JoinsStepsOfOneLine) {
  EXPECT_EQ(drawn({{1, lock, {10}, "is woken"}, {1, lock, {10}, "locks again"}, {2, lock, {20}, "locks"}}),
            (Rows{"Anna 10: is woken, locks again", "Bela 20: locks"}));
}

TEST(Timeline, FindsTheInnermostLineOfTheStudent) {
  EXPECT_EQ(drawn({{1, lock, {700, 10, 12}, "locks"}, {2, lock, {20}, "locks"}}),
            (Rows{"Anna 10: locks", "Bela 20: locks"}));
}

TEST(Timeline, ShowsStepsOfTheScenarioItselfOnSharedThings) {
  EXPECT_EQ(drawn({{1, lock, {900}, "writes 1"}, {2, lock, {20}, "reads 1"}, {0, 0, {900}, "joins Anna"}}),
            (Rows{"Anna 9: writes 1", "Bela 20: reads 1"}));
}

}  // namespace
}  // namespace parcours
