// Whatever the grade, every format that has points says the same: in all, at most, and for each criterion.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "classroom_reader.hpp"
#include "format_checks.hpp"
#include "report/autolab.hpp"
#include "report/classroom.hpp"
#include "report/classroom50.hpp"
#include "report/gradescope.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"
#include "report/sarif.hpp"
#include "xml_reader.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

struct Said {
  int score = 0;
  int max_score = 0;
  std::map<std::string, std::pair<int, int>> criteria{};  ///< by id: points, and the most

  bool operator==(const Said&) const = default;
};

void PrintTo(const Said& said, std::ostream* out) {
  *out << said.score << "/" << said.max_score;
  for (const auto& [id, points] : said.criteria) *out << " " << id << " " << points.first << "/" << points.second;
}

Said said_by(const Grade& grade) {
  Said said{grade.score, grade.max_score};
  for (const CriterionGrade& criterion : grade.criteria)
    said.criteria[criterion.id] = {criterion.points, criterion.max_points};
  return said;
}

/// From an object with a list of criteria.
Said said_by(const Json& object, const char* max_score, const char* list, const char* id, const char* points,
             const char* max_points) {
  Said said{object.at("score").get<int>(), object.at(max_score).get<int>()};
  for (const Json& row : object.at(list))
    said.criteria[row.at(id).get<std::string>()] = {row.at(points).get<int>(), row.at(max_points).get<int>()};
  return said;
}

Said said_by_junit(const Json& root) {
  Said said;
  for (const Json& property : root["children"][0]["children"][0]["children"]) {
    const std::string name = property["attributes"]["name"];
    const std::string text = property["attributes"]["value"];
    const int value = number_or_zero(text);
    if (name == "score") said.score = value;
    if (name == "max_score") said.max_score = value;
    if (name.starts_with("points.")) said.criteria[name.substr(7)].first = value;
    if (name.starts_with("max_points.")) said.criteria[name.substr(11)].second = value;
  }
  return said;
}

/// The names are the ids here, and each line "id: 3 points" or "id: 3 points missing".
Said said_by_classroom(const std::string& report) {
  Said said;
  for (const Json& results : read_classroom(report).results)
    for (const Json& test : results["tests"]) {
      const std::string name = test["name"];
      const std::size_t colon = name.find(": ");
      if (colon == std::string::npos) continue;
      auto& [points, max_points] = said.criteria[name.substr(0, colon)];
      const std::string words = name.substr(colon + 2);
      const int number = number_or_zero(words.substr(0, words.find(' ')));
      max_points += number;
      if (!words.ends_with("missing")) points += number;
    }
  const Printed all = printed(read_classroom(report));
  EXPECT_EQ(all.table_score, all.notice_score);
  EXPECT_EQ(all.table_max, all.notice_max);
  said.score = static_cast<int>(all.table_score);
  said.max_score = static_cast<int>(all.table_max);
  return said;
}

enum class Shape { full, zero, partial, tampering, speed_left_out };

GradedSubmission random_grade(std::mt19937& random, Shape shape) {
  const auto up_to = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  GradedSubmission graded = samples::submission();
  graded.grade = {};
  const int count = 1 + up_to(7);
  for (int i = 0; i < count; ++i) {
    CriterionGrade criterion;
    criterion.id = criterion.title = fmt::format("criterion-{}", i);
    criterion.max_points = up_to(60);
    criterion.points = shape == Shape::full             ? criterion.max_points
                       : shape == Shape::partial        ? up_to(criterion.max_points)
                       : shape == Shape::speed_left_out ? up_to(criterion.max_points)
                                                        : 0;
    criterion.status = criterion.points >= criterion.max_points ? CriterionStatus::passed
                       : criterion.points > 0                   ? CriterionStatus::partial
                       : up_to(1) == 0                          ? CriterionStatus::skipped
                                                                : CriterionStatus::failed;
    criterion.message = shape == Shape::tampering ? "withheld: it forges a verdict" : "a reason";
    if (shape == Shape::speed_left_out && i == count - 1) {
      criterion.kind = CriterionKind::speed;
      criterion.points = criterion.max_points = 0;
      criterion.status = CriterionStatus::skipped;
    }
    graded.grade.score += criterion.points;
    graded.grade.max_score += criterion.max_points;
    graded.grade.criteria.push_back(std::move(criterion));
  }
  graded.grade.passed = shape != Shape::tampering && 2 * graded.grade.score >= graded.grade.max_score;
  return graded;
}

TEST(ReportConsistency, EveryFormatSaysTheSamePoints) {
  std::mt19937 random(20261126);
  std::vector<Said> expected;
  std::vector<std::string> junit;
  for (int round = 0; round < 60; ++round) {
    for (const Shape shape : {Shape::full, Shape::zero, Shape::partial, Shape::tampering, Shape::speed_left_out}) {
      const GradedSubmission graded = random_grade(random, shape);
      const Said right = said_by(graded.grade);
      const Json json = Json::parse(to_json(graded).dump());
      EXPECT_EQ(said_by(json, "max_score", "criteria", "id", "points", "max_points"), right);
      const Json sarif = Json::parse(to_sarif(graded, [](const std::string& file) { return file; }));
      EXPECT_EQ(said_by(sarif["runs"][0]["properties"], "max_score", "criteria", "id", "points", "max_points"), right);
      const Json classroom50 = Json::parse(to_classroom50(graded, {}));
      EXPECT_EQ(said_by(classroom50, "max-score", "tests", "test-name", "score", "max-score"), right);
      Json gradescope = Json::parse(to_gradescope_results(graded));
      gradescope["max_score"] = 0;
      for (const Json& test : gradescope["tests"])
        gradescope["max_score"] = gradescope["max_score"].get<int>() + test["max_score"].get<int>();
      EXPECT_EQ(said_by(gradescope, "max_score", "tests", "name", "score", "max_score"), right);
      EXPECT_EQ(gradescope["extra_data"]["max_score"], right.max_score);

      Said classroom = said_by_classroom(to_classroom(graded));
      for (const auto& [id, points] : right.criteria) classroom.criteria.try_emplace(id, 0, 0);  // nothing to earn
      EXPECT_EQ(classroom, right);

      const Json scores = Json::parse(split(to_autolab(graded), '\n')[1])["scores"];
      int sum = 0;
      for (const auto& [id, points] : scores.items()) {
        EXPECT_EQ(points.get<int>(), right.criteria.at(id).first);
        sum += points.get<int>();
      }
      EXPECT_EQ(sum, right.score);

      expected.push_back(right);
      junit.push_back(to_junit(graded));
    }
  }
  const std::vector<Json> roots = read_xml(junit);
  ASSERT_EQ(roots.size(), expected.size());
  for (std::size_t i = 0; i < roots.size(); ++i) EXPECT_EQ(said_by_junit(roots[i]), expected[i]);
}

TEST(ReportConsistency, PassedIsPassedInEveryFormatThatKnowsIt) {
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    const GradedSubmission graded = random_grade(random, round % 3 == 0 ? Shape::tampering : Shape::partial);
    EXPECT_EQ(printed(read_classroom(to_classroom(graded))).red, !graded.grade.passed);
    EXPECT_EQ(to_json(graded)["passed"], graded.grade.passed);
    const Json sarif = Json::parse(to_sarif(graded, [](const std::string& file) { return file; }));
    EXPECT_EQ(sarif["runs"][0]["properties"]["passed"], graded.grade.passed);
    const std::string passed = fmt::format("<property name=\"passed\" value=\"{}\"/>", graded.grade.passed);
    EXPECT_NE(to_junit(graded).find(passed), std::string::npos);
  }
}

/// Where the machine is at fault nobody may read a zero.
TEST(ReportConsistency, NoPlatformGetsPointsWithoutAGrade) {
  const GradedSubmission graded = not_graded();
  EXPECT_EQ(to_json(graded)["outcome"], "not-graded");
  EXPECT_FALSE(Json::parse(to_gradescope_results(graded)).contains("score"));
  EXPECT_EQ(Json::parse(to_classroom50(graded, {}))["max-score"], 0);
  EXPECT_EQ(printed(read_classroom(to_classroom(graded))).notice_max, 0);
  EXPECT_FALSE(Json::parse(split(to_autolab(graded), '\n')[1])["scores"].contains("speed"));
  EXPECT_NE(to_junit(graded).find("errors=\"1\""), std::string::npos);
  EXPECT_NE(to_sarif(graded, [](const std::string& file) { return file; }).find("\"executionSuccessful\": false"),
            std::string::npos);
}

}  // namespace
}  // namespace parcours
