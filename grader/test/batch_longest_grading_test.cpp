#include <gtest/gtest.h>

#include "batch/longest_grading.hpp"

namespace parcours {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(LongestGrading, GrowsWithTheTestsTheirRunsAndTheirLimit) {
  Rubric rubric;
  rubric.runs = {.plain = 1, .noisy = 0, .memory = 0, .uninstrumented = 1};
  Criterion tests;
  tests.tests.resize(8);
  rubric.criteria = {tests};
  rubric.limits.test_wall = seconds(60);
  const auto once = longest_grading(rubric);
  rubric.limits.test_wall = seconds(120);
  EXPECT_EQ(longest_grading(rubric) - once, minutes(2 * 10));
  rubric.criteria.push_back(tests);
  EXPECT_EQ(longest_grading(rubric) - once, minutes(2 * 10 + 2 * 2 * 8));
}

TEST(LongestGrading, LeavesRoomForMeasuringOnlyWhereThereIsAny) {
  Rubric rubric;
  const auto plain = longest_grading(rubric);
  rubric.measure.benchmarks = {"one"};
  const auto measured = longest_grading(rubric);
  EXPECT_GE(measured - plain, minutes(20));
  rubric.measure.scaling = true;
  EXPECT_GT(longest_grading(rubric), measured);
}

}  // namespace
}  // namespace parcours
