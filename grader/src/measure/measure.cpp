#include "measure/measure.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "measure/contestant.hpp"
#include "measure/statistics.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;

constexpr int warm_up_pairs = 3;
/// For all batches of the submission. The reference waits longer: a slow submission must not look like its failure.
constexpr milliseconds most_time = std::chrono::minutes(20);
constexpr int extension = 3;  ///< times the rubric's pairs, where those do not place the speed
/// Share of the CPU time that the busiest thread has: at least this much is one thread's work …
constexpr double sequential_from = 0.9;
/// … and at most this much is shared work. A busy machine changes neither.
constexpr double parallel_up_to = 0.75;
/// A batch that takes this much more than it reports, as a share of that and in seconds, is for a person to look at …
constexpr double hidden_share = 1.0;
constexpr double hidden_seconds = 0.005;
/// … and with this many times the reported time no doubt is left.
constexpr double certainly_hidden = 3;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Finding to_finding(const Failure& failure, const std::string& benchmark, const std::string& header) {
  Finding finding;
  finding.kind = failure.kind;
  if (failure.kind == FindingKind::leak)
    finding.advice = "Join every thread that you start (std::jthread does it by itself).";
  finding.location.file = header;
  finding.message = fmt::format("Benchmark {}: {}.", benchmark, failure.reason);
  return finding;
}

/// What a batch takes beyond the time that it reports: making the inputs, verifying the result.
double unreported(const Batch& batch) { return batch.seen - batch.real; }

/// Submission and reference in turns, and what came of it so far.
class Duel {
 public:
  Duel(const MeasurePlan& plan, Contestant submission, Contestant reference)
      : plan_(plan),
        submission_(std::move(submission)),
        reference_(std::move(reference)),
        random_(plan.seed),
        submission_real_(plan.what.benchmarks.size()),
        extra_(plan.what.benchmarks.size()),
        submission_share_(plan.what.benchmarks.size()),
        reference_share_(plan.what.benchmarks.size()) {}

  /// One batch of each in every benchmark. A pair that does not count warms caches and clocks. The submission's failure
  /// ends the duel: it is the answer.
  Result<std::optional<Finding>> pair(bool counts) {
    double sum = 0;
    for (std::size_t i = 0; i < plan_.what.benchmarks.size(); ++i) {
      const std::string& name = plan_.what.benchmarks[i];
      const std::uint64_t seed = random_();
      Batch times[2];  // submission, reference
      const bool submission_first = (random_() & 1) != 0;
      for (const bool first : {true, false}) {
        const bool is_submission = first == submission_first;
        auto batch = (is_submission ? submission_ : reference_).batch(seed, plan_.threads, name);
        if (!batch) return tl::unexpected(batch.error());
        if (const auto* failure = std::get_if<Failure>(&*batch)) {
          if (!is_submission)
            return tl::unexpected(
                Error{plan_.reference_fault,
                      fmt::format("{} fails in benchmark {}: {}", plan_.reference_name, name, failure->reason)});
          return std::optional(to_finding(*failure, name, plan_.header));
        }
        times[is_submission ? 0 : 1] = std::get<Batch>(*batch);
      }
      sum += std::log(times[1].real / times[0].real);
      if (!counts) continue;
      submission_real_[i].push_back(times[0].real);
      extra_[i].push_back(unreported(times[0]) - unreported(times[1]));
      submission_share_[i].push_back(times[0].busiest / times[0].cpu);
      reference_share_[i].push_back(times[1].busiest / times[1].cpu);
    }
    if (counts) log_ratios_.push_back(sum / static_cast<double>(plan_.what.benchmarks.size()));
    return std::optional<Finding>();
  }

  [[nodiscard]] Speedup speedup() const {
    const Interval interval = median_interval(log_ratios_);
    Speedup speedup{std::exp(interval.middle),
                    std::exp(interval.low),
                    std::exp(interval.high),
                    static_cast<int>(log_ratios_.size()),
                    plan_.threads,
                    false};
    speedup.stable = plan_.is_placed(speedup);
    return speedup;
  }

  /// Both programs make the same inputs and verify the same results, so what the submission's batches take beyond the
  /// reported time, and the reference's do not, is work kept from the clock, or a clock that lies.
  [[nodiscard]] std::optional<Finding> hidden_time() const {
    for (std::size_t i = 0; i < plan_.what.benchmarks.size(); ++i) {
      const double real = median(submission_real_[i]);
      const double extra = median(extra_[i]);
      if (extra < hidden_share * real + hidden_seconds) continue;
      Finding finding;
      finding.kind = FindingKind::tampering;
      finding.severity = extra < certainly_hidden * (real + hidden_seconds) ? Severity::review : Severity::error;
      finding.location.file = plan_.header;
      finding.message = fmt::format(
          "In benchmark {} a batch reports {:.2f} ms, and takes {:.2f} ms more than the reference's around that.",
          plan_.what.benchmarks[i], 1000 * real, 1000 * extra);
      return finding;
    }
    return std::nullopt;
  }

  /// Parallel work was asked for, the reference shares it, and the submission does not.
  [[nodiscard]] std::optional<Finding> sequential() const {
    for (std::size_t i = 0; plan_.what.parallel && plan_.threads > 1 && i < plan_.what.benchmarks.size(); ++i) {
      const double share = median(submission_share_[i]);
      const double reference_has = median(reference_share_[i]);
      if (share < sequential_from || reference_has > parallel_up_to) continue;
      Finding finding;
      finding.kind = FindingKind::sequential;
      finding.location.file = plan_.header;
      finding.message = fmt::format(
          "In benchmark {} one thread does {:.0f} % of the work; in the reference the busiest of {} does {:.0f} %.",
          plan_.what.benchmarks[i], 100 * share, plan_.threads, 100 * reference_has);
      finding.advice = "Split the work itself so that every thread gets an equal share of it.";
      return finding;
    }
    return std::nullopt;
  }

 private:
  const MeasurePlan& plan_;
  Contestant submission_;
  Contestant reference_;
  std::mt19937_64 random_;
  std::vector<double> log_ratios_;
  std::vector<std::vector<double>> submission_real_;  ///< of each benchmark: reported seconds
  std::vector<std::vector<double>> extra_;            ///< unreported seconds beyond the reference's in the same pair
  std::vector<std::vector<double>>
      submission_share_;  ///< of each benchmark: the busiest thread's share of the CPU time
  std::vector<std::vector<double>> reference_share_;
};

}  // namespace

Result<MeasureResult> measure(Sandbox& sandbox, const MeasurePlan& plan,
                              const std::function<void(const std::string&)>& progress) {
  auto submission = Contestant::start(sandbox, plan.submission, plan.limits, most_time);
  if (!submission) return tl::unexpected(submission.error());
  auto reference = Contestant::start(sandbox, plan.reference, plan.limits, 2 * most_time);
  if (!reference) return tl::unexpected(reference.error());
  Duel duel(plan, std::move(*submission), std::move(*reference));

  MeasureResult result;
  int pairs = plan.what.pairs;
  for (int pair = -warm_up_pairs; pair < pairs; ++pair) {
    if (pair % 10 == 0) progress(fmt::format("pair {} of {}", std::max(pair, 0), pairs));
    auto failed = duel.pair(pair >= 0);
    if (!failed) return tl::unexpected(failed.error());
    if (*failed) {
      result.findings.push_back(std::move(**failed));
      return result;
    }
    const bool first_look = pair + 1 == plan.what.pairs && pairs == plan.what.pairs;
    if (first_look && !duel.speedup().stable) pairs += extension * plan.what.pairs;
  }
  result.speedup = duel.speedup();
  if (auto finding = duel.hidden_time()) result.findings.push_back(std::move(*finding));
  if (auto finding = duel.sequential()) result.findings.push_back(std::move(*finding));
  return result;
}

}  // namespace parcours
