#include <gtest/gtest.h>

#include <cmath>

#include "classroom_reader.hpp"
#include "format_checks.hpp"
#include "golden.hpp"
#include "report/classroom.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

GradedSubmission with_points(int score, int max_score) {
  GradedSubmission graded = samples::submission();
  graded.grade.score = score;
  graded.grade.max_score = max_score;
  graded.grade.passed = 2 * score >= max_score;
  graded.grade.criteria = {{"all", "All of it", CriterionKind::tests, score, max_score,
                            score == max_score ? CriterionStatus::passed : CriterionStatus::partial, "so it is", ""}};
  return graded;
}

void expect_sound(const Runners& runners) {
  EXPECT_EQ(runners.names, (std::vector<std::string>{"earned", "missing"}));
  for (const Json& results : runners.results) EXPECT_TRUE(fits(results, "classroom")) << results.dump(1);
}

std::string golden_of(const GradedSubmission& graded) {
  const Runners runners = read_classroom(to_classroom(graded));
  return Json{{runners.names[0], runners.results[0]}, {runners.names[1], runners.results[1]}}.dump(2) + "\n";
}

TEST(Classroom, TheTableTheNoticeAndTheScoreSayTheSame) {
  for (int max_score = 0; max_score <= 130; ++max_score) {
    for (int score = 0; score <= max_score; ++score) {
      const Printed all = printed(read_classroom(to_classroom(with_points(score, max_score))));
      ASSERT_EQ(all.table_score, score) << "of " << max_score;
      ASSERT_EQ(all.table_max, max_score);
      ASSERT_EQ(all.notice_score, score) << "of " << max_score;
      ASSERT_EQ(all.notice_max, max_score);
      for (const double shown : all.table) ASSERT_FALSE(std::isnan(shown));
    }
  }
}

TEST(Classroom, OneRunnerCouldNotSayEveryScore) {
  Runners one;
  one.results.push_back({{"status", "fail"}, {"max_score", 100}, {"tests", Json::array()}});
  for (int i = 0; i < 100; ++i)
    one.results[0]["tests"].push_back({{"status", i < 57 ? "pass" : "fail"}, {"score", i < 57 ? 1 : 0}});
  EXPECT_NE(printed(one).table_score, 57);
  EXPECT_EQ(printed(one).notice_score, 57);
}

TEST(Classroom, SaysWhatEachCriterionEarnedAndWhatIsMissing) {
  const Runners runners = read_classroom(to_classroom(samples::submission()));
  expect_sound(runners);
  const Json& earned = runners.results[0]["tests"];
  ASSERT_EQ(earned.size(), 3U);
  EXPECT_EQ(earned[1]["name"], "First in, first out: 20 points");
  EXPECT_EQ(earned[1]["status"], "pass");
  const Json& missing = runners.results[1]["tests"];
  ASSERT_EQ(missing.size(), 4U);
  EXPECT_EQ(missing[0]["name"], "First in, first out: 10 points missing");
  EXPECT_EQ(missing[0]["test_code"],
            "| 2 of 3 tests pass; the first that does not: BoundedQueue.ManyToMany\n| Read the basic example again.");
}

TEST(Classroom, IsAsItWas) {
  EXPECT_TRUE(matches_golden("classroom.json", golden_of(samples::submission())));
  EXPECT_TRUE(matches_golden("classroom-flawless.json", golden_of(samples::flawless())));
  EXPECT_TRUE(matches_golden("classroom-not-graded.json", golden_of(not_graded())));
}

TEST(Classroom, TheJobIsRedWhereThePassMarkIsNotReached) {
  EXPECT_TRUE(printed(read_classroom(to_classroom(with_points(49, 100)))).red);
  EXPECT_FALSE(printed(read_classroom(to_classroom(with_points(51, 100)))).red);
  EXPECT_FALSE(printed(read_classroom(to_classroom(with_points(100, 100)))).red);
}

TEST(Classroom, WithoutAGradeThereAreNoPointsAndTheJobIsRed) {
  for (const GradedSubmission& graded : {not_graded(), rejected()}) {
    const Runners runners = read_classroom(to_classroom(graded));
    expect_sound(runners);
    const Printed all = printed(runners);
    EXPECT_EQ(all.notice_max, 0);  // no notice, so no grade
    EXPECT_EQ(all.table_score, 0);
    EXPECT_TRUE(all.red);
    EXPECT_EQ(runners.results[0]["status"], "error");
    EXPECT_NE(runners.results[0]["tests"][0]["message"].get<std::string>().find(graded.outcome_reason),
              std::string::npos);
  }
}

/// A line that a workflow's runner would take for a command.
bool is_command(const std::string& line) {
  return trim(line).starts_with("::") || line.find("##[") != std::string::npos;
}

TEST(Classroom, NoLineOfItIsACommandToTheWorkflow) {
  GradedSubmission graded = samples::hostile();
  graded.grade.criteria[0].title = "::error::forged ##[error]forged";
  graded.grade.criteria[1].message = "first\n::error::forged\r\n  ::set-output name=x::y\n####[error]";
  GradedSubmission failed = not_graded();
  failed.outcome_reason = "##[error]\n::error::";
  for (const GradedSubmission& one : {graded, failed}) {
    const Runners runners = read_classroom(to_classroom(one));
    expect_sound(runners);
    for (const Json& results : runners.results) {
      EXPECT_TRUE(is_clean(results));
      for (const Json& test : results["tests"])
        for (const std::string& text : {"✅ " + test["name"].get<std::string>(), test.value("test_code", ""),
                                        "Error: " + test.value("message", "")})
          for (const std::string& line : split(text, '\n')) EXPECT_FALSE(is_command(line)) << line;
    }
  }
}

TEST(Classroom, EachRunnerFitsIntoAVariableOfTheEnvironment) {
  GradedSubmission graded = samples::submission();
  CriterionGrade criterion = graded.grade.criteria[3];
  criterion.title = std::string(5000, 't');
  criterion.message = std::string(20000, '"');
  graded.grade.criteria.assign(100, criterion);
  graded.grade.score = 0;
  graded.grade.max_score = 2000;
  const std::string report = to_classroom(graded);
  for (const std::string& line : split(report, '\n')) EXPECT_LT(line.size(), 128U << 10);
  expect_sound(read_classroom(report));
  EXPECT_EQ(printed(read_classroom(report)).table_max, 2000);
}

TEST(Classroom, ThousandsOfPointsAreNoMoreTestsThanCriteria) {
  const Runners runners = read_classroom(to_classroom(with_points(5700, 10000)));
  EXPECT_EQ(runners.results[0]["tests"].size() + runners.results[1]["tests"].size(), 2U);
  EXPECT_EQ(printed(runners).table_score, 5700);
}

}  // namespace
}  // namespace parcours
