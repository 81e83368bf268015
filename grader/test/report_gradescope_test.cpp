#include <gtest/gtest.h>

#include "format_checks.hpp"
#include "golden.hpp"
#include "report/gradescope.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

Json read(const GradedSubmission& graded) { return Json::parse(to_gradescope_results(graded), nullptr, false); }

TEST(GradescopeResults, GiveATestForEachCriterion) {
  const Json results = read(samples::submission());
  EXPECT_TRUE(fits(results, "gradescope"));
  EXPECT_EQ(results["score"], 44);
  ASSERT_EQ(results["tests"].size(), 5U);
  const Json& test = results["tests"][1];
  EXPECT_EQ(test["name"], "First in, first out");
  EXPECT_EQ(test["score"], 20);
  EXPECT_EQ(test["max_score"], 30);
  EXPECT_EQ(test["status"], "failed");
  EXPECT_EQ(test["output"],
            "2 of 3 tests pass; the first that does not: BoundedQueue.ManyToMany\nRead the basic example again.");
  EXPECT_EQ(results["tests"][0]["status"], "passed");
  EXPECT_TRUE(results["output"].get<std::string>().starts_with("44 of 100 points: not passed.\n\nNext: Find out"));
}

TEST(GradescopeResults, TellWhatCountsBesideTheScore) {
  GradedSubmission graded = samples::submission();
  graded.note = "Handed in late:\n40 points count.";
  EXPECT_TRUE(read(graded)["output"].get<std::string>().starts_with(
      "44 of 100 points: not passed.\nHanded in late: 40 points count.\n\nNext: "));
}

TEST(GradescopeResults, AreAsTheyWere) {
  EXPECT_TRUE(matches_golden("gradescope.json", to_gradescope_results(samples::submission())));
  EXPECT_TRUE(matches_golden("gradescope-flawless.json", to_gradescope_results(samples::flawless())));
  EXPECT_TRUE(matches_golden("gradescope-not-graded.json", to_gradescope_results(not_graded())));
}

TEST(GradescopeResults, WithoutAGradeThereIsNoScore) {
  for (const GradedSubmission& graded : {not_graded(), rejected()}) {
    const Json results = read(graded);
    EXPECT_TRUE(fits(results, "gradescope"));
    EXPECT_FALSE(results.contains("score"));
    EXPECT_FALSE(results.contains("tests"));
    EXPECT_NE(results["output"].get<std::string>().find(graded.outcome_reason), std::string::npos);
  }
}

TEST(GradescopeResults, WhatWasLeftOutHasNotFailed) {
  GradedSubmission graded = not_graded();
  graded.outcome = "graded";
  const Json test = read(graded)["tests"].back();
  EXPECT_EQ(test["max_score"], 0);
  EXPECT_FALSE(test.contains("status"));
}

TEST(GradescopeResults, NoTextIsTakenForMarkup) {
  const Json results = read(samples::hostile());
  EXPECT_TRUE(fits(results, "gradescope"));
  EXPECT_TRUE(is_clean(results));
  for (const Json& test : results["tests"]) {
    EXPECT_EQ(test["name_format"], "text");
    EXPECT_EQ(test["output_format"], "text");
  }
}

}  // namespace
}  // namespace parcours
