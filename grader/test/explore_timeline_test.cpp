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

TEST(Timeline, ShowsAWaitThatNobodyElseKnowsOf) {
  EXPECT_EQ(drawn({{1, lock, {10}, "locks"},
                   {1, other_lock, {11}, "unlocks and waits for a notification"},
                   {2, lock, {20}, "locks"},
                   {1, other_lock, {11}, "waits for ever"}}),
            (Rows{"Anna 10: locks", "Anna 11: unlocks and waits for a notification", "Bela 20: locks",
                  "Anna 11: waits for ever"}));
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

TEST(Timeline, TellsOnceWhatAThreadDoesOverAndOver) {
  std::vector<ReportedStep> steps = {{2, lock, {20}, "locks"}};
  for (int i = 0; i < 100; ++i) {
    steps.push_back({1, lock, {10}, "reads 0"});
    steps.push_back({1, lock, {10}, "lets others run"});
  }
  steps.push_back({2, lock, {21}, "writes 1"});
  steps.push_back({1, lock, {10}, "reads 1"});
  EXPECT_EQ(drawn(steps), (Rows{"Bela 20: locks", "Anna 10: reads 0, lets others run, repeats this 99 times more",
                                "Bela 21: writes 1", "Anna 10: reads 1"}));
}

TEST(Timeline, FoldsRoundsOfSeveralLines) {
  std::vector<ReportedStep> steps = {{2, lock, {20}, "locks"}};
  for (int i = 0; i < 3; ++i)
    for (Address line = 10; line < 13; ++line) steps.push_back({1, lock, {line}, "reads 0"});
  EXPECT_EQ(drawn(steps), (Rows{"Bela 20: locks", "Anna 10: reads 0", "Anna 11: reads 0",
                                "Anna 12: reads 0, repeats this 2 times more"}));
}

TEST(Timeline, ShowsTwoRoundsAndThoseBetweenWhichSomebodyElseDoesSomething) {
  EXPECT_EQ(drawn({{1, lock, {10}, "reads 0"},
                   {1, lock, {11}, "locks"},
                   {1, lock, {10}, "reads 0"},
                   {1, lock, {11}, "locks"},
                   {2, lock, {20}, "reads 0"},
                   {1, lock, {10}, "reads 0"},
                   {1, lock, {11}, "locks"}}),
            (Rows{"Anna 10: reads 0", "Anna 11: locks", "Anna 10: reads 0", "Anna 11: locks", "Bela 20: reads 0",
                  "Anna 10: reads 0", "Anna 11: locks"}));
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
