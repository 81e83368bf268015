#include "measure/measure.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>
#include <variant>

#include "measure/statistics.hpp"
#include "sandbox/channel_secret.hpp"

namespace parcours {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int warm_up_pairs = 3;
/// For all batches of the submission. The reference waits longer: a slow submission must not look like its failure.
constexpr milliseconds most_time = std::chrono::minutes(20);
constexpr int extension = 3;  ///< times the rubric's pairs, where those do not place the speed
/// Share of the CPU time that the busiest thread has: at least this much is one thread's work …
constexpr double sequential_from = 0.9;
/// … and at most this much is shared work. A busy machine changes neither.
constexpr double parallel_up_to = 0.75;
/// What a batch may report beyond the time that the grader saw pass, before it counts as a forged clock.
constexpr double clock_tolerance = 1.02;
/// No batch takes less, so that no ratio of two times is beyond all numbers.
constexpr double shortest_batch = 1e-9;

/// A batch that takes this much more than it reports, as a share of that and in seconds, is for a person to look at …
constexpr double hidden_share = 1.0;
constexpr double hidden_seconds = 0.005;
/// … and with this many times the reported time no doubt is left.
constexpr double certainly_hidden = 3;

struct Batch {
  double real = 0;     ///< seconds, as the program reports
  double cpu = 0;      ///< of all threads together
  double busiest = 0;  ///< of the thread that used the most
  double seen = 0;     ///< seconds from the order to the reply, by the grader's clock
};

/// Why there is no batch.
struct Failure {
  FindingKind kind = FindingKind::test_failure;
  std::string reason;
};

FindingKind kind_of(Ending ending) {
  switch (ending) {
    case Ending::wall_time:
    case Ending::cpu_time:
      return FindingKind::timeout;
    case Ending::memory:
      return FindingKind::memory_limit;
    case Ending::processes:
      return FindingKind::process_limit;
    case Ending::output:
      return FindingKind::output_limit;
    case Ending::exited:
    case Ending::signalled:
    case Ending::stopped:
      break;
  }
  return FindingKind::crash;
}

/// A benchmark program that waits for orders.
class Contestant {
 public:
  static Result<Contestant> start(Sandbox& sandbox, const std::filesystem::path& program, const ResourceLimits& limits,
                                  milliseconds whole) {
    Limits bounds;
    bounds.wall = whole;
    bounds.memory_bytes = limits.memory_bytes;
    bounds.processes = limits.processes;
    bounds.output_bytes = limits.output_bytes;
    bounds.file_bytes = limits.file_bytes;
    auto process = sandbox.start({.argv = {program.string()},
                                  .environment = {{"LC_ALL", "C.UTF-8"}},
                                  .folder = "/tmp",
                                  .mounts = {{program, false}},
                                  .channel = true},
                                 bounds);
    if (!process) return tl::unexpected(process.error());
    return Contestant(std::move(*process), limits.test_wall);
  }

  /// Between its batches the program is stopped, so that nothing it left running disturbs the other one.
  Result<std::variant<Batch, Failure>> batch(std::uint64_t seed, int threads, const std::string& name) {
    process_->resume();
    auto answer = take_turn(seed, threads, name);
    process_->pause();
    return answer;
  }

 private:
  Contestant(std::unique_ptr<Running> process, milliseconds wall) : process_(std::move(process)), wall_(wall) {}

  static std::optional<Failure> leftovers(const Usage& usage) {
    if (!usage.paused || usage.threads <= 1) return std::nullopt;
    const bool one = usage.threads == 2;
    return Failure{FindingKind::leak, fmt::format("{} more thread{} or process{} went on after a batch",
                                                  usage.threads - 1, one ? "" : "s", one ? "" : "es")};
  }

  /// What the samples taken since its last batch show. What runs on could answer in the program's place.
  Result<std::optional<Failure>> look_for_leftovers() {
    for (;;) {
      auto event = process_->next(milliseconds(1));
      if (!event) return tl::unexpected(event.error());
      const auto* usage = std::get_if<Usage>(&*event);
      if (usage == nullptr) {
        if (const auto* outcome = std::get_if<Outcome>(&*event))
          return std::optional(Failure{kind_of(outcome->ending), "it ended during the benchmark"});
        if (std::holds_alternative<Message>(*event))
          return std::optional(Failure{FindingKind::tampering, "it sent the grader a time that nobody asked for"});
        return std::optional<Failure>();
      }
      if (auto left = leftovers(*usage)) return left;
    }
  }

  Result<std::variant<Batch, Failure>> take_turn(std::uint64_t seed, int threads, const std::string& name) {
    auto left = look_for_leftovers();
    if (!left) return tl::unexpected(left.error());
    if (*left) return std::variant<Batch, Failure>(std::move(**left));
    const auto started = Clock::now();
    const ChannelSecret secret;  // a new one for each batch: a reply made beforehand is worth nothing
    process_->send(secret.sign(fmt::format("batch {} {} {}", seed, threads, name)));
    for (;;) {
      auto event = process_->next(milliseconds(100));
      if (!event) return tl::unexpected(event.error());
      if (const auto* outcome = std::get_if<Outcome>(&*event))
        return std::variant<Batch, Failure>(Failure{kind_of(outcome->ending), "it ended during the benchmark"});
      if (const auto* usage = std::get_if<Usage>(&*event))
        if (auto found = leftovers(*usage)) return std::variant<Batch, Failure>(std::move(*found));
      if (const auto* message = std::get_if<Message>(&*event)) {
        const std::chrono::duration<double> seen = Clock::now() - started;
        const auto reply = secret.open(message->text);
        if (!reply)
          return std::variant<Batch, Failure>(
              Failure{FindingKind::tampering, "it sent the grader a time that the benchmark did not take"});
        return read(*reply, seen.count());
      }
      if (Clock::now() - started > wall_) {
        process_->stop();
        return std::variant<Batch, Failure>(Failure{FindingKind::timeout, "one batch took too long"});
      }
    }
  }

  static std::variant<Batch, Failure> read(const std::string& text, double seen) {
    std::istringstream words(text);
    std::string verb;
    Batch batch;
    batch.seen = seen;
    words >> verb;
    const bool complete = verb == "time" && words >> batch.real >> batch.cpu >> batch.busiest;
    const bool possible = batch.real >= shortest_batch && batch.real <= seen * clock_tolerance &&
                          batch.cpu >= shortest_batch && batch.busiest >= 0;
    if (complete && possible) return batch;
    if (verb == "error") {
      std::string reason;
      std::getline(words >> std::ws, reason);
      return Failure{FindingKind::test_failure, reason};
    }
    return Failure{FindingKind::tampering, "it reported a time that cannot be"};
  }

  std::unique_ptr<Running> process_;
  milliseconds wall_;
};

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
          if (!is_submission) return machine_error("the reference fails in benchmark {}: {}", name, failure->reason);
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
