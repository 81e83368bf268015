#include "measure/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace parcours {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

Interval median_interval(std::vector<double> values, std::size_t group) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size() / group;
  if (n == 0) return {};
  const double middle = median(values);
  // The largest k with P(Binomial(n, 1/2) < k) <= 0.025; the interval is [x_k, x_{n-k+1}] counted from 1.
  double term = std::pow(0.5, static_cast<double>(n));
  double below = 0;
  std::size_t k = 0;
  while (k < n / 2 && below + term <= 0.025) {
    below += term;
    term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
    ++k;
  }
  // Of values in groups, as many times further in as there are in a group.
  const std::size_t rank = std::max<std::size_t>(k, 1) * group - (group - 1);
  return {middle, values[rank - 1], values[values.size() - rank]};
}

}  // namespace parcours
