#pragma once
#include <vector>

namespace parcours {

struct Interval {
  double middle = 0;
  double low = 0;
  double high = 0;
};

/// 0 for no values; of an even number of them, the mean of the two in the middle.
[[nodiscard]] double median(std::vector<double> values);

/// Median of `values` with the 95 % confidence interval of the sign test: the order statistics whose binomial tails
/// hold at most 2.5 % each (Hahn and Meeker, Statistical Intervals, 1991, chapter 5). At least 6 groups. `group`: so
/// many values each time are one observation, made under the same conditions: the test counts groups, which is on the
/// safe side where the values of a group differ.
[[nodiscard]] Interval median_interval(std::vector<double> values, std::size_t group = 1);

}  // namespace parcours
