#include <gtest/gtest.h>

#include "explore/scenario_report.hpp"

namespace parcours {
namespace {

std::vector<ScenarioReport> reports_of(const std::vector<std::string>& packets) {
  std::vector<ScenarioReport> reports;
  for (const std::string& packet : packets) take_packet(reports, packet);
  return reports;
}

TEST(ScenarioReport, TellsOfAScenarioThatHolds) {
  const auto reports = reports_of({"begin Two", "end Two 3000 1"});
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].name, "Two");
  EXPECT_TRUE(reports[0].ended);
  EXPECT_EQ(reports[0].verdict, "");
  EXPECT_EQ(reports[0].tried, 3000U);
  EXPECT_EQ(reports[0].exhausted, 1);
}

TEST(ScenarioReport, TellsWhatWentWrongAndHow) {
  const auto reports = reports_of({"begin Two", "found deadlock 17 4 0\nBela waits\n", "actor 1 Bela", "at 1001 ",
                                   "step 1 abc0 2001 3001 \nlocks", "end Two 4 -1"});
  ASSERT_EQ(reports.size(), 1U);
  const ScenarioReport& report = reports[0];
  EXPECT_EQ(report.verdict, "deadlock");
  EXPECT_EQ(report.seed, 17U);
  EXPECT_EQ(report.message, "Bela waits\n");
  EXPECT_EQ(report.actors.at(1), "Bela");
  EXPECT_EQ(report.at, (std::vector<Address>{0x1000}));
  ASSERT_EQ(report.steps.size(), 1U);
  EXPECT_EQ(report.steps[0].object, 0xabc0U);
  EXPECT_EQ(report.steps[0].stack, (std::vector<Address>{0x2000, 0x3000}));
  EXPECT_EQ(report.steps[0].what, "locks");
}

TEST(ScenarioReport, OneThatDoesNotEndHasNotEnded) {
  const auto reports = reports_of({"begin One", "end One 10 0", "begin Two"});
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_TRUE(reports[0].ended);
  EXPECT_FALSE(reports[1].ended);
}

TEST(ScenarioReport, DropsWhatMakesNoSense) {
  const auto reports = reports_of({"", "step 1 2 3\nlocks", "end", "found", "begin One", "end One 1 0",
                                   "found race 1 1 1\nafter the end", "nonsense"});
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].verdict, "") << "what is over cannot be changed";
}

TEST(ScenarioReport, KeepsToItsBounds) {
  std::vector<ScenarioReport> reports;
  take_packet(reports, "begin One");
  for (int i = 0; i < 5000; ++i) take_packet(reports, "step 1 2 3\nlocks");
  for (int i = 0; i < 5000; ++i) take_packet(reports, "actor " + std::to_string(i) + " name");
  EXPECT_LE(reports[0].steps.size(), 1000U);
  EXPECT_LE(reports[0].actors.size(), 100U);
  for (int i = 0; i < 5000; ++i) take_packet(reports, "begin Another");
  EXPECT_LE(reports.size(), 200U);
}

}  // namespace
}  // namespace parcours
