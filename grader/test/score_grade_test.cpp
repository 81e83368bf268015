#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "score/grade.hpp"

namespace parcours {
namespace {

Criterion make(std::string id, CriterionKind kind, int points, std::vector<std::string> gates = {}) {
  Criterion criterion;
  criterion.id = id;
  criterion.title = std::move(id);
  criterion.kind = kind;
  criterion.points = points;
  criterion.requires_ = std::move(gates);
  return criterion;
}

Rubric queue_rubric() {
  Rubric rubric;
  rubric.pass_mark = 50;
  rubric.criteria = {make("compiles", CriterionKind::compile, 10),
                     make("works", CriterionKind::tests, 40, {"compiles"}),
                     make("race-free", CriterionKind::race, 20, {"compiles"}),
                     make("fast", CriterionKind::speed, 30, {"works", "race-free"})};
  rubric.criteria[1].tests = {{"Q.Order", 1, ""}, {"Q.Blocks", 1, "push has to wait"}, {"Q.Closes", 1, ""}};
  rubric.criteria[3].bands = {{0.5, 0}, {0.75, 20}, {0.95, 30}};
  return rubric;
}

Evidence flawless() {
  Evidence evidence;
  evidence.compiled = true;
  evidence.race_runs = 5;
  for (const char* name : {"Q.Order", "Q.Blocks", "Q.Closes"}) evidence.tests.push_back({name, TestStatus::passed, ""});
  evidence.measured = true;
  evidence.speedup = {1.0, 0.97, 1.03, 40, 2, true};
  return evidence;
}

Finding found(FindingKind kind, std::string message = "what happened", std::string test = "") {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.test = std::move(test);
  finding.location = {"queue.hpp", 7, 3};
  return finding;
}

const CriterionGrade& at(const Grade& grade, std::string_view id) {
  for (const CriterionGrade& criterion : grade.criteria) {
    if (criterion.id == id) return criterion;
  }
  throw std::out_of_range(std::string(id));
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Score, FullMarksLeaveNothingToDo) {
  const Grade grade = score(queue_rubric(), flawless());
  EXPECT_EQ(grade.score, 100);
  EXPECT_EQ(grade.max_score, 100);
  EXPECT_TRUE(grade.passed);
  EXPECT_FALSE(grade.not_graded);
  EXPECT_EQ(grade.next_step, "");
}

TEST(Score, NothingIsEarnedWithoutCompiling) {
  Evidence evidence;
  evidence.findings = {found(FindingKind::compile_error, "expected ';'")};
  const Grade grade = score(queue_rubric(), evidence);
  EXPECT_EQ(grade.score, 0);
  EXPECT_EQ(at(grade, "compiles").status, CriterionStatus::failed);
  EXPECT_EQ(at(grade, "works").status, CriterionStatus::skipped);
  EXPECT_FALSE(grade.not_graded);
  EXPECT_TRUE(mentions(grade.next_step, "queue.hpp, line 7")) << grade.next_step;
  EXPECT_TRUE(mentions(grade.next_step, "expected ';'"));
}

TEST(Score, TestsShareThePointsByWeightRoundedDown) {
  Evidence evidence = flawless();
  evidence.tests[1].status = TestStatus::failed;
  const Grade equal = score(queue_rubric(), evidence);
  EXPECT_EQ(at(equal, "works").points, 26);  // 40 * 2 / 3
  EXPECT_EQ(at(equal, "works").status, CriterionStatus::partial);

  Rubric rubric = queue_rubric();
  rubric.criteria[1].tests[1].weight = 6;
  EXPECT_EQ(at(score(rubric, evidence), "works").points, 10);
}

TEST(Score, TestsNeverEarnAllPointsWhileOneFails) {
  Rubric rubric = queue_rubric();
  rubric.criteria[1].tests[1].weight = 0;
  Evidence evidence = flawless();
  evidence.tests[1].status = TestStatus::failed;
  EXPECT_EQ(at(score(rubric, evidence), "works").points, 39);
}

TEST(Score, ATestThatDidNotReportCountsAsFailed) {
  Evidence evidence = flawless();
  evidence.tests.pop_back();
  EXPECT_EQ(at(score(queue_rubric(), evidence), "works").points, 26);
}

TEST(Score, AnErrorInATestThatPassedCosts) {
  for (const char* test : {"Q.Order", ""}) {
    Evidence evidence = flawless();
    evidence.findings = {found(FindingKind::leak, "a thread was left behind", test)};
    const Grade grade = score(queue_rubric(), evidence);
    EXPECT_LT(at(grade, "works").points, 40) << test;
    EXPECT_GT(at(grade, "works").points, 0) << test;
    EXPECT_NE(grade.next_step, "") << test;
  }
}

TEST(Score, TheFirstFailingTestGivesTheNextStepWithItsHint) {
  Evidence evidence = flawless();
  evidence.tests[1] = {"Q.Blocks", TestStatus::failed, "raw message"};
  evidence.findings = {found(FindingKind::data_race), found(FindingKind::test_failure, "raw message", "Q.Blocks")};
  EXPECT_EQ(score(queue_rubric(), evidence).next_step, "Make Q.Blocks pass: push has to wait.");
}

TEST(Score, AHangComesBeforeAFailingTest) {
  Evidence evidence = flawless();
  evidence.tests[1].status = TestStatus::not_run;
  evidence.findings = {found(FindingKind::test_failure), found(FindingKind::deadlock, "all threads wait", "Q.Blocks")};
  EXPECT_TRUE(mentions(score(queue_rubric(), evidence).next_step, "all threads wait"));
}

TEST(Score, ARaceCostsItsCriterionAndShutsTheGateBehindIt) {
  for (const FindingKind kind : {FindingKind::data_race, FindingKind::lock_order}) {
    Evidence evidence = flawless();
    evidence.findings = {found(kind)};
    const Grade grade = score(queue_rubric(), evidence);
    EXPECT_EQ(at(grade, "race-free").status, CriterionStatus::failed);
    EXPECT_EQ(at(grade, "fast").status, CriterionStatus::skipped);
    EXPECT_TRUE(mentions(at(grade, "fast").message, "needs \"race-free\" first"));
    EXPECT_EQ(grade.score, 50);
    EXPECT_TRUE(grade.passed);
  }
}

TEST(Score, FindingsForAPersonOrOfNoModelNeverCost) {
  Evidence evidence = flawless();
  for (const FindingKind kind : {FindingKind::data_race, FindingKind::tampering, FindingKind::sequential,
                                 FindingKind::crash, FindingKind::leak}) {
    for (const Severity severity : {Severity::review, Severity::info}) {
      evidence.findings.push_back(found(kind));
      evidence.findings.back().severity = severity;
    }
  }
  evidence.findings.push_back(found(FindingKind::inconclusive));
  EXPECT_EQ(score(queue_rubric(), evidence).score, 100);
}

TEST(Score, NoRacePointsWhereNoTestPassed) {
  Evidence evidence = flawless();
  for (TestOutcome& test : evidence.tests) test.status = TestStatus::failed;
  const Grade grade = score(queue_rubric(), evidence);
  EXPECT_EQ(at(grade, "race-free").status, CriterionStatus::skipped);
  EXPECT_EQ(at(grade, "race-free").message, "nothing to check: no test passed");
  EXPECT_EQ(grade.score, 10);
}

TEST(Score, NoRacePointsWhereTheRaceRunsDidNotComplete) {
  Evidence never = flawless();
  never.race_runs = 0;
  Evidence missing = flawless();
  missing.tests[2].status = TestStatus::not_run;
  Evidence crashed = flawless();
  crashed.race_runs = 2;
  crashed.findings = {found(FindingKind::crash, "aborted", "Q.Closes")};
  for (const Evidence& evidence : {never, missing, crashed}) {
    EXPECT_EQ(at(score(queue_rubric(), evidence), "race-free").status, CriterionStatus::skipped);
  }
  missing.findings = {found(FindingKind::data_race)};
  EXPECT_EQ(at(score(queue_rubric(), missing), "race-free").status, CriterionStatus::failed);
}

TEST(Score, SpeedPointsAreInterpolatedAtTheUpperEndOfTheInterval) {
  const auto points = [](double high) {
    Evidence evidence = flawless();
    evidence.speedup.low = high - 0.1;
    evidence.speedup.ratio = high - 0.05;
    evidence.speedup.high = high;
    return at(score(queue_rubric(), evidence), "fast").points;
  };
  EXPECT_EQ(points(0.4), 0);
  EXPECT_EQ(points(0.5), 0);
  EXPECT_EQ(points(0.625), 10);
  EXPECT_EQ(points(0.75), 20);
  EXPECT_EQ(points(0.85), 25);
  EXPECT_EQ(points(0.9499), 29);
  EXPECT_EQ(points(0.95), 30);
  EXPECT_EQ(points(3.0), 30);
}

TEST(Score, ANoisyMachineIsNeverAZero) {
  Evidence noisy = flawless();
  noisy.speedup.stable = false;
  Evidence unmeasured = flawless();
  unmeasured.measured = false;
  unmeasured.not_measured_because = "the clock went backwards";
  for (const Evidence& evidence : {noisy, unmeasured}) {
    const Grade grade = score(queue_rubric(), evidence);
    EXPECT_FALSE(grade.not_graded);
    EXPECT_EQ(at(grade, "fast").status, CriterionStatus::skipped);
    EXPECT_EQ(grade.max_score, 100 - 30) << "what could not be graded is left out";
    EXPECT_EQ(grade.score, 70);
    EXPECT_TRUE(grade.passed);
  }
  EXPECT_EQ(at(score(queue_rubric(), unmeasured), "fast").message, "the clock went backwards");
}

TEST(Score, WithoutASpeedThatIsEssentialThereIsNoGrade) {
  Rubric rubric = queue_rubric();
  std::ranges::find(rubric.criteria, "fast", &Criterion::id)->essential = true;
  Evidence noisy = flawless();
  noisy.speedup.stable = false;
  EXPECT_TRUE(score(rubric, noisy).not_graded);
  EXPECT_FALSE(score(rubric, flawless()).not_graded);
}

TEST(Score, SaysWhatKeptTheSpeedFromBeingPlaced) {
  Evidence noisy = flawless();
  noisy.speedup.stable = false;
  noisy.speedup.disturbed_by = "Other programs kept 1.0 of 2 processors busy meanwhile.";
  EXPECT_NE(at(score(queue_rubric(), noisy), "fast").message.find(noisy.speedup.disturbed_by), std::string::npos);
}

TEST(Score, ThePassMarkShrinksWithWhatIsLeftOut) {
  Rubric rubric = queue_rubric();
  rubric.pass_mark = 80;  // of 100; of the 70 points that are left 56 will do
  Evidence noisy = flawless();
  noisy.speedup.stable = false;
  EXPECT_TRUE(score(rubric, noisy).passed);
  EXPECT_EQ(score(rubric, noisy).pass_mark, 56);
  EXPECT_EQ(score(rubric, flawless()).pass_mark, 80);
}

TEST(Score, HiddenTestsThatAreNotHereCountNeitherWay) {
  Rubric rubric = queue_rubric();
  rubric.criteria.push_back(make("corners", CriterionKind::tests, 20));
  rubric.criteria.back().hidden = true;
  const Grade grade = score(rubric, flawless());
  EXPECT_EQ(grade.score, 100);
  EXPECT_EQ(grade.max_score, 100);
  EXPECT_EQ(at(grade, "corners").status, CriterionStatus::skipped);
  EXPECT_EQ(grade.next_step, "");
  Evidence broken;
  EXPECT_EQ(score(rubric, broken).max_score, 100);
}

TEST(Score, ASpeedThatNobodyAskedForIsNotBlamedOnTheMachine) {
  Evidence evidence = flawless();
  evidence.measured = false;
  evidence.not_measured_because = "It was not asked for.";
  EXPECT_EQ(score(queue_rubric(), evidence).next_step, "The speed was left out: It was not asked for.");
}

TEST(Score, AShutGateIsTheSubmissionsFaultNotTheMachines) {
  Evidence evidence = flawless();
  evidence.tests[0].status = TestStatus::failed;
  evidence.measured = false;
  EXPECT_FALSE(score(queue_rubric(), evidence).not_graded);
}

TEST(Score, OneThreadEarnsNoSpeedPoints) {
  Evidence evidence = flawless();
  evidence.findings = {found(FindingKind::sequential, "only one thread worked")};
  const Grade grade = score(queue_rubric(), evidence);
  EXPECT_EQ(at(grade, "fast").status, CriterionStatus::failed);
  EXPECT_EQ(at(grade, "fast").message, "only one thread worked");
  EXPECT_TRUE(mentions(grade.next_step, "Share the work"));
}

TEST(Score, TamperingWithholdsEverything) {
  Evidence evidence = flawless();
  evidence.findings = {found(FindingKind::tampering, "it wrote its own verdict")};
  Rubric rubric = queue_rubric();
  rubric.pass_mark = 0;
  const Grade grade = score(rubric, evidence);
  EXPECT_EQ(grade.score, 0);
  EXPECT_FALSE(grade.passed);
  for (const CriterionGrade& criterion : grade.criteria) {
    EXPECT_EQ(criterion.status, CriterionStatus::failed);
    EXPECT_EQ(criterion.message, "withheld: it wrote its own verdict");
  }
  EXPECT_TRUE(mentions(grade.next_step, "Remove"));
}

TEST(Score, GatesHoldWhateverTheOrderAndACircleStaysShut) {
  Rubric rubric = queue_rubric();
  std::swap(rubric.criteria.front(), rubric.criteria.back());
  EXPECT_EQ(score(rubric, flawless()).score, 100);
  Evidence evidence = flawless();
  evidence.compiled = false;
  EXPECT_EQ(score(rubric, evidence).score, 0);

  Rubric circle = queue_rubric();
  circle.criteria[1].requires_ = {"fast"};
  const Grade grade = score(circle, flawless());
  EXPECT_EQ(at(grade, "works").status, CriterionStatus::skipped);
  EXPECT_EQ(at(grade, "fast").status, CriterionStatus::skipped);
  EXPECT_EQ(at(grade, "race-free").points, 20);
}

TEST(Score, AdviceComesOnlyWherePointsAreMissing) {
  Rubric rubric = queue_rubric();
  for (Criterion& criterion : rubric.criteria) criterion.advice = "read the chapter";
  Evidence evidence = flawless();
  evidence.findings = {found(FindingKind::data_race)};
  const Grade grade = score(rubric, evidence);
  EXPECT_EQ(at(grade, "works").advice, "");
  EXPECT_EQ(at(grade, "race-free").advice, "read the chapter");
}

TEST(Score, WhatABenchmarkDidWrongCostsTheSpeedAlone) {
  Evidence evidence = flawless();
  evidence.measured = false;
  evidence.not_measured_because = "Benchmark pass: it ended during the benchmark.";
  evidence.findings = {{.kind = FindingKind::output_limit, .message = "no", .benchmark = "pass"}};
  const Grade grade = score(queue_rubric(), evidence);
  EXPECT_EQ(grade.score, 70);
  EXPECT_EQ(grade.max_score, 100);
  EXPECT_EQ(grade.criteria[3].status, CriterionStatus::skipped);
  evidence.findings[0].benchmark.clear();
  EXPECT_LT(score(queue_rubric(), evidence).score, 70) << "elsewhere it is one test more that fails";
}

}  // namespace
}  // namespace parcours
