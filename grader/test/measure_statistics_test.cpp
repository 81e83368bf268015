#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "measure/statistics.hpp"

namespace parcours {
namespace {

/// 1, 2, …, n in some order: each value is its own rank.
std::vector<double> ranks(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1.0);
  std::shuffle(values.begin(), values.end(), std::mt19937(static_cast<unsigned>(n)));
  return values;
}

TEST(MedianInterval, HasTheRanksOfTheSignTest) {
  struct Case {
    int n, low, high;
  };
  // From tables of the binomial distribution with p = 1/2.
  for (const Case& known : {Case{6, 1, 6}, Case{8, 1, 8}, Case{9, 2, 8}, Case{10, 2, 9}, Case{12, 3, 10},
                            Case{20, 6, 15}, Case{25, 8, 18}, Case{40, 14, 27}, Case{100, 40, 61}}) {
    const Interval interval = median_interval(ranks(known.n));
    EXPECT_EQ(interval.low, known.low) << "n = " << known.n;
    EXPECT_EQ(interval.high, known.high) << "n = " << known.n;
  }
}

TEST(MedianInterval, TakesTheMiddleOfTheValues) {
  EXPECT_DOUBLE_EQ(median_interval({7, 1, 3, 9, 5, 11, 13}).middle, 7);
  EXPECT_DOUBLE_EQ(median_interval({6, 1, 2, 5, 3, 4}).middle, 3.5);
  EXPECT_DOUBLE_EQ(median_interval({-1, -1, -1, 2, 2, 2}).middle, 0.5);
}

TEST(MedianInterval, IsAPointWhereAllValuesAreEqual) {
  const Interval interval = median_interval(std::vector<double>(40, 0.25));
  EXPECT_EQ(interval.low, 0.25);
  EXPECT_EQ(interval.middle, 0.25);
  EXPECT_EQ(interval.high, 0.25);
}

TEST(MedianInterval, IgnoresAFewWildValues) {
  std::vector<double> values(36, 1.0);
  values.insert(values.end(), {1e9, 1e9, -1e9, -1e9});
  const Interval interval = median_interval(values);
  EXPECT_EQ(interval.low, 1.0);
  EXPECT_EQ(interval.middle, 1.0);
  EXPECT_EQ(interval.high, 1.0);
}

TEST(MedianInterval, CountsGroupsWhereValuesBelongTogether) {
  for (const int n : {6, 9, 40}) {
    std::vector<double> twice = ranks(n);
    const Interval once = median_interval(twice);
    const std::vector<double> again = twice;
    twice.insert(twice.end(), again.begin(), again.end());
    const Interval grouped = median_interval(twice, 2);
    EXPECT_EQ(grouped.low, once.low) << n;
    EXPECT_EQ(grouped.high, once.high) << n;
    EXPECT_LT(median_interval(twice).high - median_interval(twice).low, grouped.high - grouped.low) << n;
  }
}

TEST(MedianInterval, StaysWithinAFewValues) {
  EXPECT_EQ(median_interval({}).middle, 0);
  EXPECT_EQ(median_interval({3}).low, 3);
  EXPECT_EQ(median_interval({3}).high, 3);
  EXPECT_EQ(median_interval({4, 2}).low, 2);
  EXPECT_EQ(median_interval({4, 2}).high, 4);
}

TEST(MedianInterval, HoldsItsMiddleForEveryCount) {
  for (int n = 1; n <= 200; ++n) {
    const Interval interval = median_interval(ranks(n));
    EXPECT_LE(interval.low, interval.middle) << n;
    EXPECT_LE(interval.middle, interval.high) << n;
    EXPECT_EQ(interval.low + interval.high, n + 1) << n;
  }
}

}  // namespace
}  // namespace parcours
