#include "measure/scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "measure/processors.hpp"
#include "measure/statistics.hpp"
#include "measure/wakefulness.hpp"

namespace parcours {
namespace {

constexpr int rounds = 7;
constexpr std::chrono::milliseconds most_time = std::chrono::minutes(5);

/// One program with one number of threads, and what its batches took so far.
struct Entrant {
  Contestant* program = nullptr;
  int threads = 1;
  std::vector<std::vector<Batch>> batches{};  ///< [benchmark]
};

/// Median of one figure in each benchmark, summed up over the benchmarks.
double total(const Entrant& entrant, double Batch::* figure) {
  double sum = 0;
  for (const std::vector<Batch>& batches : entrant.batches) {
    std::vector<double> values;
    for (const Batch& batch : batches) values.push_back(batch.*figure);
    sum += median(std::move(values));
  }
  return sum;
}

/// A batch of each entrant in each benchmark, `rounds` times; the first round does not count. The failure of one ends
/// it: the answer is its place.
Result<std::optional<std::pair<std::size_t, Failure>>> play(const MatchPlan& plan, std::vector<Entrant>& entrants) {
  std::mt19937_64 random(plan.seed);
  std::vector<std::size_t> turns;
  for (Entrant& entrant : entrants) {
    turns.push_back(turns.size());
    entrant.batches.resize(plan.benchmarks.size());
  }
  for (int round = 0; round <= rounds; ++round)
    for (std::size_t i = 0; i < plan.benchmarks.size(); ++i) {
      const std::uint64_t seed = random();
      std::shuffle(turns.begin(), turns.end(), random);
      for (const std::size_t turn : turns) {
        auto batch = entrants[turn].program->batch(seed, entrants[turn].threads, plan.benchmarks[i]);
        if (!batch) return tl::unexpected(batch.error());
        if (auto* failure = std::get_if<Failure>(&*batch)) return std::optional(std::pair(turn, std::move(*failure)));
        if (round > 0) entrants[turn].batches[i].push_back(std::get<Batch>(*batch));
      }
    }
  return std::optional<std::pair<std::size_t, Failure>>();
}

}  // namespace

std::vector<int> thread_counts(int most) {
  std::vector<int> counts;
  for (int count = 1; count < most; count *= 2) counts.push_back(count);
  counts.push_back(std::max(most, 1));
  return counts;
}

Result<Scaling> measure_scaling(Sandbox& sandbox, const MatchPlan& plan, int most_threads,
                                const std::filesystem::path& waits_library) {
  const std::vector<int> cpus = processors_for(most_threads);
  auto submission = Contestant::start(sandbox, plan.submission, plan.ranks, plan.limits, cpus, most_time);
  if (!submission) return tl::unexpected(submission.error());
  auto watched = Contestant::start(sandbox, plan.submission, plan.ranks, plan.limits, cpus, most_time, waits_library);
  if (!watched) return tl::unexpected(watched.error());
  auto reference = Contestant::start(sandbox, plan.reference, plan.ranks, plan.limits, cpus, 2 * most_time);
  if (!reference) return tl::unexpected(reference.error());
  const std::vector<int> counts = thread_counts(most_threads);
  std::vector<Entrant> entrants;
  for (const int threads : counts) entrants.push_back({&*submission, threads});
  entrants.push_back({&*watched, most_threads});
  const std::size_t references = entrants.size();
  for (const int threads : counts) entrants.push_back({&*reference, threads});
  const auto serial =
      std::find_if(plan.baselines.begin(), plan.baselines.end(), [](const Baseline& one) { return one.serial; });
  std::optional<Contestant> serial_program;
  if (serial != plan.baselines.end()) {
    auto started = Contestant::start(sandbox, serial->program, plan.ranks, plan.limits, cpus, 2 * most_time);
    if (!started) return tl::unexpected(started.error());
    serial_program.emplace(std::move(*started));
    entrants.push_back({&*serial_program, 1});
  }

  const Wakefulness awake;
  const ProcessorWatch watch;
  const auto failed = play(plan, entrants);
  if (!failed) return tl::unexpected(failed.error());
  Scaling scaling;
  scaling.processors = most_threads;
  scaling.disturbed_by =
      watch.so_far(submission->cpu() + watched->cpu() + reference->cpu() + (serial_program ? serial_program->cpu() : 0))
          .in_words();
  if (*failed) {
    const auto& [place, failure] = **failed;
    if (place >= references)
      return tl::unexpected(
          Error{plan.reference_fault,
                fmt::format("{} fails: {}", entrants[place].program == &*reference ? "the reference" : serial->name,
                            failure.reason)});
    scaling.failure = fmt::format("With {} thread{} the benchmark fails: {}.", entrants[place].threads,
                                  entrants[place].threads == 1 ? "" : "s", failure.reason);
    return scaling;
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    scaling.points.push_back({entrants[i].threads, total(entrants[i], &Batch::real), total(entrants[i], &Batch::cpu),
                              total(entrants[i], &Batch::busiest), total(entrants[i], &Batch::switches),
                              total(entrants[references + i], &Batch::real)});
  const Entrant& waiting = entrants[counts.size()];
  const double time = total(waiting, &Batch::real) * most_threads;
  const auto share = [&](double Batch::* figure) { return std::clamp(total(waiting, figure) / time, 0.0, 1.0); };
  scaling.waited_one_lock = share(&Batch::waited_one_lock);
  scaling.waited_locks = share(&Batch::waited_locks);
  scaling.waited_news = share(&Batch::waited_news);
  if (serial_program) scaling.serial = total(entrants.back(), &Batch::real);
  return scaling;
}

}  // namespace parcours
