#include <gtest/gtest.h>

#include <fstream>

#include "course/observed.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

constexpr const char* rubric = R"(exercise: sum
title: A sum
points: 100
pass_mark: 50
runs: {plain: 2}
measure: {benchmarks: [add], pairs: 40}
criteria:
  - {id: compiles, title: It compiles, kind: compile, points: 10}
  - id: adds
    title: It adds
    kind: tests
    points: 70
    tests:
      - {name: Sum.Adds, weight: 2, hint: "Does it add?"}
      - Sum.IsEmpty
  - {id: speed, title: Speed, kind: speed, points: 20, requires: [adds], bands: [{ratio: 0.5, points: 0}, {ratio: 0.9, points: 20}]}
)";

class ObservedPart : public ::testing::Test {
 protected:
  std::string of(const std::string& text) {
    auto folder = TempDir::create();
    const auto file = folder->path() / "sum.yaml";
    std::ofstream(file) << text;
    const auto found = observed_part(file);
    EXPECT_TRUE(found) << found.error().message << "\n" << text;
    return found.value_or("");
  }
  std::string with(const std::string& from, const std::string& to) {
    std::string text = rubric;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return of(text.replace(at, from.size(), to));
  }
};

TEST_F(ObservedPart, StaysTheSameWhereOnlyTheScoreChanges) {
  const std::string before = of(rubric);
  EXPECT_FALSE(before.empty());
  EXPECT_EQ(with("title: A sum", "title: The sum"), before);
  EXPECT_EQ(with("pass_mark: 50", "pass_mark: 60"), before);
  EXPECT_EQ(with("points: 70", "points: 70\n    advice: \"Count on your fingers.\""), before);
  EXPECT_EQ(with("weight: 2, hint: \"Does it add?\"", "weight: 5"), before);
  EXPECT_EQ(with("- Sum.IsEmpty", "- {name: Sum.IsEmpty, weight: 3}"), before);
  EXPECT_EQ(with("ratio: 0.9", "ratio: 0.8"), before);
  EXPECT_EQ(with("criteria:", "late: {per_day: 10}\ncriteria:"), before);
}

TEST_F(ObservedPart, DiffersWhereRunsTestsGatesOrMeasuringChange) {
  const std::string before = of(rubric);
  EXPECT_NE(with("plain: 2", "plain: 3"), before);
  EXPECT_NE(with("pairs: 40", "pairs: 41"), before);
  EXPECT_NE(with("- Sum.IsEmpty", "- Sum.WasEmpty"), before);
  EXPECT_NE(with("requires: [adds]", "requires: [compiles]"), before);
  EXPECT_NE(with("criteria:", "forbidden: [{token: \"std::barrier\", reason: no}]\ncriteria:"), before);
}

TEST_F(ObservedPart, DoesNotDependOnTheOrderOfKeys) {
  EXPECT_EQ(with("{benchmarks: [add], pairs: 40}", "{pairs: 40, benchmarks: [add]}"), of(rubric));
}

}  // namespace
}  // namespace parcours
