#include <gtest/gtest.h>

#include "report/plain_text.hpp"
#include "report/unicode.hpp"
#include "report_samples.hpp"

namespace parcours {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(PlainText, ACriterionWithoutATitleGoesByItsId) {
  CriterionGrade criterion;
  criterion.id = "race-free";
  EXPECT_EQ(name_of(criterion), "race-free");
  criterion.title = " No\ndata race\n";
  EXPECT_EQ(name_of(criterion), "No data race");
}

TEST(PlainText, OnlyWhatCouldNotBeGradedIsLeftOut) {
  CriterionGrade criterion{"speed", "Speed", CriterionKind::speed, 0, 0, CriterionStatus::skipped, "too busy", ""};
  EXPECT_TRUE(left_out(criterion));
  criterion.max_points = 20;
  EXPECT_FALSE(left_out(criterion));
  criterion.max_points = 0;
  criterion.status = CriterionStatus::passed;
  EXPECT_FALSE(left_out(criterion));
}

TEST(PlainText, AdviceIsForWhatCanBeMended) {
  CriterionGrade criterion{"a", "A", CriterionKind::tests, 0, 5, CriterionStatus::failed, "it fails", "look again"};
  EXPECT_EQ(reason_of(criterion), "it fails\nlook again");
  EXPECT_EQ(reason_line(criterion), "it fails. look again");
  criterion.message = "it fails!\n\n  here: ";
  EXPECT_EQ(reason_line(criterion), "it fails! here: look again");
  criterion.message = "it fails";
  criterion.status = CriterionStatus::skipped;
  EXPECT_EQ(reason_of(criterion), "it fails");
}

TEST(PlainText, SaysWhoseFaultItIsThatThereIsNoGrade) {
  GradedSubmission graded = samples::submission();
  EXPECT_EQ(why_no_grade(graded), "");
  graded.outcome = "not-graded";
  graded.outcome_reason = "It was\ntoo busy.";
  EXPECT_EQ(why_no_grade(graded), "Not graded. The fault is this machine's, not yours. It was too busy.");
  graded.outcome = "rejected";
  EXPECT_EQ(why_no_grade(graded), "This cannot be graded. It was too busy.");
}

TEST(PlainText, FindingsThatCostPointsComeFirst) {
  const std::string text = findings_text(samples::submission());
  EXPECT_TRUE(text.starts_with("bounded_queue.hpp:20: Deadlock: every thread waits\n")) << text;
  EXPECT_LT(text.find("Data race"), text.find("Could not be checked"));
  EXPECT_TRUE(has(text, "- thread 2 reads `items_` (bounded_queue.hpp:27)"));
  EXPECT_TRUE(has(text, "4. producer: notifies consumer 1 (bounded_queue.hpp:15)"));
}

TEST(PlainText, OfManyFindingsTheRestIsCounted) {
  const std::string text = findings_text(samples::submission(), 2);
  EXPECT_TRUE(text.ends_with("… and 3 more.")) << text;
  GradedSubmission flawless = samples::flawless();
  EXPECT_EQ(findings_text(flawless), "");
}

TEST(PlainText, OfALongScheduleTheEndIsTold) {
  Finding finding = samples::schedule();
  while (finding.timeline.size() < 100) finding.timeline.push_back(finding.timeline.front());
  const std::string text = details_of(finding);
  EXPECT_TRUE(has(text, "The last 40 steps of 100:\n61. "));
}

TEST(PlainText, NothingHostileIsLeft) {
  const std::string text = findings_text(samples::hostile());
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace parcours
