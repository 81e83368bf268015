#pragma once
// From the rounds of a match to the ratios of times. All of them are logarithms, averaged over the benchmarks.
#include <vector>

#include "measure/match.hpp"
#include "measure/statistics.hpp"

namespace parcours {

/// Reference over submission, two values a round: one for each process of the reference. (Their mean would have less
/// spread, but another median than the submission's where times are skewed.)
[[nodiscard]] std::vector<double> log_speedups(const std::vector<Round>& rounds);

/// The reference's one process over the other: 0 where the machine treats them alike.
[[nodiscard]] std::vector<double> log_self_ratios(const std::vector<Round>& rounds);

/// Median of baseline over submission, in the rounds that had baselines. `which`: from 0.
[[nodiscard]] double log_baseline_ratio(const std::vector<Round>& rounds, std::size_t which);

}  // namespace parcours
