#include <gtest/gtest.h>

#include "report/sentences.hpp"
#include "report_samples.hpp"

namespace parcours {
namespace {

TEST(Sentences, APlaceHasAsMuchAsIsKnown) {
  EXPECT_EQ(place({"queue.hpp", 3, 7}), "queue.hpp:3");
  EXPECT_EQ(place({"queue.hpp", 0, 0}), "queue.hpp");
  EXPECT_EQ(place({}), "");
}

TEST(Sentences, TheHeaderIsKnownByEitherOfItsNames) {
  GradedSubmission graded = samples::submission();
  graded.path = "work/my_queue.hpp";
  EXPECT_TRUE(in_header(graded, {"bounded_queue.hpp", 1, 1}));
  EXPECT_TRUE(in_header(graded, {"my_queue.hpp", 1, 1}));
  EXPECT_FALSE(in_header(graded, {"tests.cpp", 1, 1}));
  EXPECT_FALSE(in_header(graded, {}));
}

TEST(Sentences, ARatioHasThreeDigitsAtMost) {
  EXPECT_EQ(times(0.784), "0.78×");
  EXPECT_EQ(times(9.999), "10.0×");
  EXPECT_EQ(times(123.4), "123×");
}

TEST(Sentences, TheVerdictNamesWhatIsNeeded) {
  GradedSubmission graded = samples::submission();
  EXPECT_EQ(verdict(graded), "not passed, 50 needed");
  graded.grade.passed = true;
  EXPECT_EQ(verdict(graded), "passed");
  graded.grade.not_graded = true;
  EXPECT_EQ(verdict(graded), "not final");
}

TEST(Sentences, AdviceIsShownOnceAndOnlyWherePointsAreMissing) {
  Grade grade = samples::grade();
  EXPECT_EQ(advice_to_show(grade.criteria[0], grade), "");
  EXPECT_EQ(advice_to_show(grade.criteria[1], grade), "Read the basic example again.");
  EXPECT_EQ(advice_to_show(grade.criteria[2], grade), "");
  grade.next_step = "Do this. Read the basic example again.";
  EXPECT_EQ(advice_to_show(grade.criteria[1], grade), "");
}

TEST(Sentences, WhatCostsPointsComesFirst) {
  const Evidence evidence = samples::evidence();
  const std::vector<const Finding*> ordered = by_severity(evidence.findings);
  ASSERT_EQ(ordered.size(), evidence.findings.size());
  EXPECT_EQ(ordered.front(), &evidence.findings[1]);
  EXPECT_EQ(ordered.back(), evidence.findings.data());
}

TEST(Sentences, HistoryTellsWhereHowOftenAndHowToSeeItAgain) {
  const GradedSubmission graded = samples::submission();
  EXPECT_EQ(history(graded, samples::race()),
            "Test BoundedQueue.SizeIsNeverAboveTheCapacity and 1 more. Seen in 3 of 5 runs. Again with --seed 77.");
  EXPECT_EQ(history(graded, samples::schedule()),
            "Scenario TwoConsumers, found in schedule 38. Again with `parcours explore bounded-queue … --scenario "
            "TwoConsumers --seed 12`.");
  EXPECT_EQ(history(graded, samples::review()), "");
}

TEST(Sentences, SearchesSayWhetherAnyScheduleGoesWrong) {
  Evidence evidence = samples::evidence();
  EXPECT_EQ(searches_in_words(evidence), "3038 schedules of 2 scenarios tried: 1 of them goes wrong.");
  evidence.findings.clear();
  EXPECT_EQ(searches_in_words(evidence), "3038 schedules of 2 scenarios tried: none goes wrong.");
  evidence.searches.clear();
  EXPECT_EQ(searches_in_words(evidence), "");
}

}  // namespace
}  // namespace parcours
