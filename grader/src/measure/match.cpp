#include "measure/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "measure/processors.hpp"

namespace parcours {
namespace {

constexpr int rounds_in_a_sitting = 2;
/// A baseline may be slow, and a rough figure will do.
constexpr std::size_t rounds_to_a_baseline = 4;
/// For all batches of the submission. The others wait longer: a slow submission must not look like their failure.
constexpr std::chrono::milliseconds most_time = std::chrono::minutes(20);

Finding to_finding(const Failure& failure, const std::string& benchmark, const std::string& header) {
  Finding finding;
  finding.kind = failure.kind;
  if (failure.kind == FindingKind::leak)
    finding.advice = "Join every thread that you start (std::jthread does it by itself).";
  if (failure.kind == FindingKind::output_limit)
    finding.advice = "Take out what it prints (std::cout, printf): a benchmark calls it many thousand times.";
  finding.location.file = header;
  finding.benchmark = benchmark;
  finding.message = fmt::format("Benchmark {}: {}.", benchmark, failure.reason);
  return finding;
}

}  // namespace

Result<Match> Match::start(Sandbox& sandbox, MatchPlan plan) {
  std::vector<std::filesystem::path> programs = {plan.submission, plan.reference, plan.reference};
  for (const Baseline& baseline : plan.baselines) programs.push_back(baseline.program);
  const std::vector<int> cpus = processors_for(plan.threads);
  std::vector<Contestant> players;
  for (const std::filesystem::path& program : programs) {
    auto player =
        Contestant::start(sandbox, program, plan.ranks, plan.limits, cpus, players.empty() ? most_time : 2 * most_time);
    if (!player) return tl::unexpected(player.error());
    players.push_back(std::move(*player));
  }
  return Match(std::move(plan), std::move(players));
}

Result<std::optional<Finding>> Match::play(int count, const std::function<void()>& each_round) {
  for (int i = 0; i < count; ++i) {
    if (i % rounds_in_a_sitting == 0) {
      if (!rounds_.empty()) begin_sitting();
      auto failed = round(rounds_.empty(), false);
      if (!failed || *failed) return failed;
    }
    auto failed = round(rounds_.size() % rounds_to_a_baseline == 0, true);
    if (!failed || *failed) return failed;
    each_round();
  }
  return std::optional<Finding>();
}

void Match::begin_sitting() {
  for (std::size_t place = 0; place < first_baseline_place; ++place) players_[place].renew();
}

Result<std::optional<Finding>> Match::round(bool with_baselines, bool counts) {
  std::vector<std::size_t> turns(with_baselines ? players_.size() : std::size_t{first_baseline_place});
  std::iota(turns.begin(), turns.end(), 0U);
  Round played{std::vector<std::vector<Batch>>(plan_.benchmarks.size()), with_baselines};
  for (std::size_t i = 0; i < plan_.benchmarks.size(); ++i) {
    const std::string& name = plan_.benchmarks[i];
    const std::uint64_t seed = random_();
    played.batches[i].resize(turns.size());
    std::shuffle(turns.begin(), turns.end(), random_);
    for (const std::size_t place : turns) {
      auto batch = players_[place].batch(seed, plan_.threads, name);
      if (!batch) return tl::unexpected(batch.error());
      if (const auto* failure = std::get_if<Failure>(&*batch)) {
        if (place == submission_place) return std::optional(to_finding(*failure, name, plan_.header));
        const bool baseline = place >= first_baseline_place;
        return tl::unexpected(
            Error{plan_.reference_fault,
                  fmt::format("{} fails in benchmark {}: {}",
                              baseline ? plan_.baselines[place - first_baseline_place].name : plan_.reference_name,
                              name, failure->reason)});
      }
      played.batches[i][place] = std::get<Batch>(*batch);
    }
  }
  if (counts) rounds_.push_back(std::move(played));
  return std::optional<Finding>();
}

double Match::cpu() const {
  return std::accumulate(players_.begin(), players_.end(), 0.0,
                         [](double sum, const Contestant& player) { return sum + player.cpu(); });
}

}  // namespace parcours
