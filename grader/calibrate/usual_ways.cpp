#include "calibrate/usual_ways.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace parcours {
namespace {

/// Mean of the batches' times, with the benchmarks' logarithms averaged: what Match takes for a program's time.
Result<double> log_time(Sandbox& sandbox, const MatchPlan& plan, double seconds) {
  auto contestant = Contestant::start(sandbox, plan.reference, plan.ranks, plan.limits, {}, std::chrono::minutes(5));
  if (!contestant) return tl::unexpected(contestant.error());
  std::mt19937_64 random(plan.seed);
  double sum = 0;
  for (const std::string& name : plan.benchmarks) {
    const auto until = std::chrono::steady_clock::now() +
                       std::chrono::duration<double>(seconds / static_cast<double>(plan.benchmarks.size()));
    double total = 0;
    int batches = 0;
    do {
      const auto batch = contestant->batch(random(), plan.threads, name);
      if (!batch) return tl::unexpected(batch.error());
      if (const auto* failure = std::get_if<Failure>(&*batch)) return machine_error("{}: {}", name, failure->reason);
      total += std::get<Batch>(*batch).real;
      ++batches;
    } while (std::chrono::steady_clock::now() < until);
    sum += std::log(total / batches);
  }
  return sum / static_cast<double>(plan.benchmarks.size());
}

}  // namespace

Result<UsualRatios> usual_ratios(Sandbox& sandbox, const MatchPlan& plan, double seconds) {
  constexpr int runs = 5;
  double first[2] = {};
  double best[2] = {};
  for (int program = 0; program < 2; ++program)
    for (int run = 0; run < runs; ++run) {
      const auto time = log_time(sandbox, plan, seconds);
      if (!time) return tl::unexpected(time.error());
      if (run == 0) first[program] = best[program] = *time;
      best[program] = std::min(best[program], *time);
    }
  return UsualRatios{first[1] - first[0], best[1] - best[0]};
}

}  // namespace parcours
