#include "measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measure/fairness.hpp"
#include "measure/processors.hpp"
#include "measure/ratios.hpp"
#include "measure/wakefulness.hpp"

namespace parcours {
namespace {

constexpr int extension = 3;  ///< times the rubric's pairs, where those do not place the speed

Speedup speedup_of(const Match& match, const MeasurePlan& plan) {
  const std::vector<double> logs = log_speedups(match.rounds());
  const Interval interval = median_interval(logs, 2);
  const Interval self = median_interval(log_self_ratios(match.rounds()));
  Speedup speedup;
  speedup.ratio = std::exp(interval.middle);
  speedup.low = std::exp(interval.low);
  speedup.high = std::exp(interval.high);
  for (const double one : logs) speedup.ratios.push_back(std::round(std::exp(one) * 1e4) / 1e4);
  speedup.pairs = static_cast<int>(match.rounds().size());
  speedup.threads = plan.match.threads;
  speedup.self = std::exp(self.middle);
  speedup.self_low = std::exp(self.low);
  speedup.self_high = std::exp(self.high);
  speedup.stable = plan.is_stable(speedup);
  return speedup;
}

}  // namespace

Result<MeasureResult> measure(Sandbox& sandbox, const MeasurePlan& plan,
                              const std::function<void(const std::string&)>& progress) {
  auto match = Match::start(sandbox, plan.match);
  if (!match) return tl::unexpected(match.error());
  const Wakefulness awake;
  const ProcessorWatch watch;
  MeasureResult result;
  int whole = plan.pairs;
  const auto tell = [&] {
    if (const auto played = match->rounds().size(); played % 10 == 0)
      progress(fmt::format("pair {} of {}", played, whole));
  };
  for (const int more : {plan.pairs, extension * plan.pairs}) {
    progress(fmt::format("pair {} of {}", match->rounds().size(), whole));
    auto failed = match->play(more, tell);
    if (!failed) return tl::unexpected(failed.error());
    if (*failed) {
      result.findings.push_back(std::move(**failed));
      return result;
    }
    result.speedup = speedup_of(*match, plan);
    if (result.speedup->stable && plan.is_exact(*result.speedup)) break;
    whole = (1 + extension) * plan.pairs;
  }
  result.speedup->disturbed_by = watch.so_far(match->cpu()).in_words();
  for (std::size_t i = 0; i < plan.match.baselines.size(); ++i)
    result.speedup->baselines.push_back(
        {plan.match.baselines[i].name, std::exp(log_baseline_ratio(match->rounds(), i))});
  if (auto finding = hidden_time(*match)) result.findings.push_back(std::move(*finding));
  if (plan.parallel)
    if (auto finding = sequential(*match)) result.findings.push_back(std::move(*finding));
  return result;
}

}  // namespace parcours
