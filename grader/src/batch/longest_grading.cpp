#include "batch/longest_grading.hpp"

#include <algorithm>

namespace parcours {

std::chrono::minutes longest_grading(const Rubric& rubric) {
  using std::chrono::minutes;
  constexpr int compiler_calls = 10;  // up to five programs, in two steps each
  constexpr minutes start{10};        // the cache of a node that is new to the exercise, a slow file server
  constexpr minutes exploring{2};     // beside its budget: scenarios are listed, findings played again
  constexpr minutes measuring{20};    // match.cpp
  constexpr minutes scaling{5};       // scaling.cpp
  std::chrono::milliseconds all = start + compiler_calls * rubric.limits.build_wall;
  int tests = 0;
  for (const Criterion& criterion : rubric.criteria) tests += static_cast<int>(criterion.tests.size());
  // Each run is begun anew where a test ends it.
  all += rubric.runs.all() * (tests + 2) * rubric.limits.test_wall;
  all += exploring + rubric.explore.budget;
  if (!rubric.measure.benchmarks.empty()) all += measuring;
  if (rubric.measure.scaling) all += scaling;
  return std::chrono::ceil<minutes>(all);
}

}  // namespace parcours
