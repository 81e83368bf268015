#include "measure/fairness.hpp"

#include <fmt/format.h>

#include "measure/statistics.hpp"

namespace parcours {
namespace {

/// Share of the CPU time that the busiest thread has: at least this much is one thread's work …
constexpr double sequential_from = 0.9;
/// … and at most this much is shared work. A busy machine changes neither.
constexpr double parallel_up_to = 0.75;
/// A batch that takes this much more than it reports, as a share of that and in seconds, is for a person to look at …
constexpr double hidden_share = 1.0;
constexpr double hidden_seconds = 0.005;
/// … and with this many times the reported time no doubt is left.
constexpr double certainly_hidden = 3;

/// The median of `value_of` one benchmark's batches, over the rounds.
template <class ValueOf>
double median_of(const std::vector<Round>& rounds, std::size_t benchmark, ValueOf value_of) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(value_of(round.batches[benchmark]));
  return median(std::move(values));
}

}  // namespace

std::optional<Finding> hidden_time(const Match& match) {
  for (std::size_t i = 0; i < match.plan().benchmarks.size(); ++i) {
    const double real =
        median_of(match.rounds(), i, [](const auto& batches) { return batches[submission_place].real; });
    const double extra = median_of(match.rounds(), i, [](const auto& batches) {
      return batches[submission_place].unreported() - batches[reference_place].unreported();
    });
    if (extra < hidden_share * real + hidden_seconds) continue;
    Finding finding;
    finding.kind = FindingKind::tampering;
    finding.severity = extra < certainly_hidden * (real + hidden_seconds) ? Severity::review : Severity::error;
    finding.location.file = match.plan().header;
    finding.message = fmt::format(
        "In benchmark {} a batch reports {:.2f} ms, and takes {:.2f} ms more than the reference's around that.",
        match.plan().benchmarks[i], 1000 * real, 1000 * extra);
    return finding;
  }
  return std::nullopt;
}

std::optional<Finding> sequential(const Match& match) {
  const MatchPlan& plan = match.plan();
  for (std::size_t i = 0; plan.threads > 1 && i < plan.benchmarks.size(); ++i) {
    const double share =
        median_of(match.rounds(), i, [](const auto& batches) { return batches[submission_place].busiest_share(); });
    const double reference_has =
        median_of(match.rounds(), i, [](const auto& batches) { return batches[reference_place].busiest_share(); });
    if (share < sequential_from || reference_has > parallel_up_to) continue;
    Finding finding;
    finding.kind = FindingKind::sequential;
    finding.location.file = plan.header;
    finding.message = fmt::format(
        "In benchmark {} one thread or process does {:.0f} % of the work; in the reference the busiest of {} does "
        "{:.0f} %.",
        plan.benchmarks[i], 100 * share, plan.threads, 100 * reference_has);
    finding.advice = "Split the work itself so that each of them gets an equal share of it.";
    return finding;
  }
  return std::nullopt;
}

}  // namespace parcours
