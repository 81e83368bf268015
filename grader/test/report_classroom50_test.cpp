#include <gtest/gtest.h>

#include <map>

#include "format_checks.hpp"
#include "golden.hpp"
#include "report/classroom50.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;
using Variables = std::map<std::string, std::string>;

constexpr const char* now = "2026-06-01T14:33:11Z";

const Classroom50Context context = {.classroom = "cs-principles",
                                    .assignment = "queue",
                                    .assignment_type = "individual",
                                    .owner = "ada",
                                    .submission = "submit/2026-06-01T14-32-05Z-a1b2c3d",
                                    .commit = "https://github.com/org/cs-principles-queue-ada/commit/a1b2c3d",
                                    .release = "https://github.com/org/cs-principles-queue-ada/releases/tag/x",
                                    .review = "https://github.com/org/cs-principles-queue-ada/compare/0...a1b2c3d",
                                    .datetime = "2026-06-01T14:32:01Z"};

Result<Classroom50Context> from(const Variables& variables) {
  return classroom50_context(
      [&variables](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? "" : found->second;
      },
      now);
}

/// What every workflow has.
Variables actions() {
  return {{"GITHUB_SERVER_URL", "https://ghe.example"},
          {"GITHUB_REPOSITORY", "org/CS-principles-queue-Ada-L"},
          {"GITHUB_SHA", "a1b2c3d"},
          {"GITHUB_ACTOR", "a-teammate"},
          {"CLASSROOM", "cs-principles"},
          {"ASSIGNMENT", "queue"},
          {"SUBMISSION_TAG", "submit/2026-06-01T14-32-05Z-a1b2c3d"}};
}

Json read(const GradedSubmission& graded) { return Json::parse(to_classroom50(graded, context), nullptr, false); }

TEST(Classroom50, GivesATestForEachCriterion) {
  const Json result = read(samples::submission());
  EXPECT_TRUE(fits(result, "classroom50"));
  EXPECT_EQ(result["score"], 44);
  EXPECT_EQ(result["max-score"], 100);
  EXPECT_EQ(result["owner"], "ada");
  EXPECT_EQ(result["datetime"], "2026-06-01T14:32:01Z");
  ASSERT_EQ(result["tests"].size(), 5U);
  EXPECT_EQ(result["tests"][0]["passed"], true);
  EXPECT_EQ(result["tests"][1]["test-name"], "First in, first out");
  EXPECT_EQ(result["tests"][1]["passed"], false);
  EXPECT_EQ(result["tests"][1]["score"], 20);
  EXPECT_EQ(result["tests"][1]["max-score"], 30);
}

TEST(Classroom50, IsAsItWas) {
  EXPECT_TRUE(matches_golden("classroom50.json", to_classroom50(samples::submission(), context)));
  EXPECT_TRUE(matches_golden("classroom50-not-graded.json", to_classroom50(not_graded(), context)));
}

TEST(Classroom50, WithoutAGradeThereAreNoPointsAndNoSuccess) {
  for (const GradedSubmission& graded : {not_graded(), rejected()}) {
    const Json result = read(graded);
    EXPECT_TRUE(fits(result, "classroom50"));
    EXPECT_EQ(result["max-score"], 0);
    // Without a test, Classroom 50 would say "success"; so it would if all had passed.
    ASSERT_EQ(result["tests"].size(), 1U);
    EXPECT_EQ(result["tests"][0]["passed"], false);
  }
}

TEST(Classroom50, WhatWasLeftOutHasNotFailed) {
  GradedSubmission graded = not_graded();
  graded.outcome = "graded";
  const Json test = read(graded)["tests"].back();
  EXPECT_EQ(test["max-score"], 0);
  EXPECT_EQ(test["passed"], true);
}

TEST(Classroom50, HostileTextIsText) {
  const Json result = read(samples::hostile());
  EXPECT_TRUE(fits(result, "classroom50"));
  EXPECT_TRUE(is_clean(result));
}

TEST(Classroom50, TakesWhatItsRunnerSets) {
  Variables variables = actions();
  variables.insert({{"OWNER", "ada"},
                    {"ASSIGNMENT_TYPE", "group"},
                    {"COMMIT_URL", "https://c.example"},
                    {"RELEASE_URL", "https://r.example"},
                    {"REVIEW_URL", "https://v.example"},
                    {"PARCOURS_SUBMITTED_AT", "2026-06-01T14:32:01Z"}});
  const auto found = from(variables);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->owner, "ada");
  EXPECT_EQ(found->assignment_type, "group");
  EXPECT_EQ(found->commit, "https://c.example");
  EXPECT_EQ(found->release, "https://r.example");
  EXPECT_EQ(found->review, "https://v.example");
  EXPECT_EQ(found->datetime, "2026-06-01T14:32:01Z");
}

TEST(Classroom50, MakesTheRestOfWhatEveryWorkflowHas) {
  const auto found = from(actions());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->owner, "Ada-L");  // of the repository, not who pushed
  EXPECT_EQ(found->assignment_type, "individual");
  EXPECT_EQ(found->commit, "https://ghe.example/org/CS-principles-queue-Ada-L/commit/a1b2c3d");
  EXPECT_EQ(found->release,
            "https://ghe.example/org/CS-principles-queue-Ada-L/releases/tag/submit%2F2026-06-01T14-32-05Z-a1b2c3d");
  EXPECT_EQ(found->review, found->commit);
  EXPECT_EQ(found->datetime, now);
}

TEST(Classroom50, NamesTheVariableThatIsMissing) {
  for (const char* name : {"CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG"}) {
    Variables variables = actions();
    variables.erase(name);
    const auto found = from(variables);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().fault, Fault::input);
    EXPECT_NE(found.error().message.find(name), std::string::npos) << found.error().message;
  }
  Variables variables = actions();
  variables.erase("GITHUB_SHA");
  EXPECT_NE(from(variables).error().message.find("COMMIT_URL"), std::string::npos);
  variables = {{"CLASSROOM", "c"}, {"ASSIGNMENT", "a"}, {"SUBMISSION_TAG", "submit/x"}};
  EXPECT_NE(from(variables).error().message.find("OWNER"), std::string::npos);
}

TEST(Classroom50, RefusesWhatItsCollectorWouldRefuse) {
  for (const auto& [name, value] : Variables{{"SUBMISSION_TAG", "v1.0"},
                                             {"ASSIGNMENT_TYPE", "pair"},
                                             {"PARCOURS_SUBMITTED_AT", "1 June 2026"},
                                             {"PARCOURS_SUBMITTED_AT", "2026-06-01T14:32:01+02"}}) {
    Variables variables = actions();
    variables[name] = value;
    const auto found = from(variables);
    ASSERT_FALSE(found) << name;
    EXPECT_NE(found.error().message.find(name), std::string::npos) << found.error().message;
  }
}

}  // namespace
}  // namespace parcours
