#include <gtest/gtest.h>

#include "report/timeline.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

std::string drawn(const std::vector<TimelineStep>& steps, std::size_t width = 80) {
  Finding finding;
  finding.timeline = steps;
  Page page(width, false);
  draw_timeline(page, finding, "queue.hpp", "first line\nsecond line\n  third line\n", Language());
  return page.text();
}

std::size_t line_with(const std::string& text, const std::string& what) {
  const std::vector<std::string> lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].find(what) != std::string::npos) return i;
  return lines.size();
}

TEST(DrawTimeline, GivesEachThreadAColumnAndEachStepARow) {
  const std::string text =
      drawn({{"Anna", "locks", {"queue.hpp", 1, 1}}, {"Bela", "waits for the lock", {"queue.hpp", 3, 1}}});
  EXPECT_LT(line_with(text, "Anna"), line_with(text, "locks"));
  EXPECT_LT(line_with(text, "locks"), line_with(text, "waits for the lock"));
  const std::vector<std::string> lines = split(text, '\n');
  const std::string& names = lines[line_with(text, "Anna")];
  EXPECT_EQ(lines[line_with(text, "waits for the lock")].find("waits"), names.find("Bela"));
}

TEST(DrawTimeline, ShowsTheLinesOfTheCode) {
  const std::string text = drawn({{"Anna", "locks", {"queue.hpp", 3, 1}}});
  EXPECT_NE(text.find("3 │ third line"), std::string::npos) << text;
  EXPECT_EQ(text.find("second line"), std::string::npos);
}

TEST(DrawTimeline, ShowsTheEndOfALongOne) {
  std::vector<TimelineStep> steps;
  for (int i = 0; i < 100; ++i) steps.push_back({"Anna", "step " + std::to_string(i) + ".", {"queue.hpp", 1, 1}});
  const std::string text = drawn(steps);
  EXPECT_NE(text.find("step 99."), std::string::npos);
  EXPECT_EQ(text.find("step 10."), std::string::npos);
  EXPECT_NE(text.find("of 100"), std::string::npos);
}

TEST(DrawTimeline, KeepsToTheWidthOfThePage) {
  const std::string text = drawn({{"a thread with a very long name", "waits for a notification that never comes", {}},
                                  {"another thread", "locks and unlocks and locks again", {}},
                                  {"a third one", "reads 1", {}}},
                                 72);
  for (const std::string& line : split(text, '\n')) EXPECT_LE(line.size(), 72U + 10) << line;  // bars take three bytes
}

TEST(DrawTimeline, IsNothingWhereThereIsNone) { EXPECT_EQ(drawn({}), ""); }

}  // namespace
}  // namespace parcours
