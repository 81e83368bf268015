#include <gtest/gtest.h>

#include "score/prospect.hpp"

namespace parcours {
namespace {

Rubric rubric() {
  Rubric rubric;
  rubric.max_points = 100;
  rubric.pass_mark = 50;
  rubric.criteria = {
      {.id = "compiles", .title = "Compiles", .kind = CriterionKind::compile, .points = 10},
      {.id = "tests",
       .title = "Tests",
       .kind = CriterionKind::tests,
       .points = 50,
       .tests = {{.name = "A.One"}, {.name = "A.Two"}}},
      {.id = "races", .title = "No race", .kind = CriterionKind::race, .points = 20, .requires_ = {"tests"}},
      {.id = "speed",
       .title = "Speed",
       .kind = CriterionKind::speed,
       .points = 20,
       .bands = {{0.5, 0}, {0.9, 20}},
       .requires_ = {"tests"}}};
  return rubric;
}

Evidence compiled() {
  Evidence evidence;
  evidence.compiled = true;
  return evidence;
}

TEST(CanStillPass, WhileNothingHasGoneWrong) {
  EXPECT_TRUE(can_still_pass(rubric(), compiled()));
  Evidence one = compiled();
  one.tests = {{"A.One", TestStatus::passed, ""}, {"A.Two", TestStatus::not_run, ""}};
  EXPECT_TRUE(can_still_pass(rubric(), one));
}

TEST(CanStillPass, NoMoreOnceTooManyPointsAreLost) {
  Evidence failed = compiled();
  failed.tests = {{"A.One", TestStatus::failed, "no"}};
  // 10 + 25 of the tests; what needs all tests is lost.
  EXPECT_FALSE(can_still_pass(rubric(), failed));
  Rubric lenient = rubric();
  lenient.pass_mark = 35;
  EXPECT_TRUE(can_still_pass(lenient, failed));
}

TEST(CanStillPass, NoMoreWithoutCompilingOrAfterTampering) {
  EXPECT_FALSE(can_still_pass(rubric(), {}));
  Evidence forged = compiled();
  forged.findings = {{.kind = FindingKind::tampering, .message = "no"}};
  EXPECT_FALSE(can_still_pass(rubric(), forged));
}

TEST(BestGrade, LosesOnlyWhatARunHasShown) {
  Evidence stopped = compiled();
  stopped.tests = {{"A.One", TestStatus::passed, ""}, {"A.Two", TestStatus::not_run, ""}};
  EXPECT_EQ(best_grade(rubric(), stopped).score, 100);
  stopped.findings = {{.kind = FindingKind::data_race, .message = "no"}};
  EXPECT_EQ(best_grade(rubric(), stopped).score, 80);
}

}  // namespace
}  // namespace parcours
