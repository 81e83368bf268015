#include "pipeline/reliability.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "util/machine.hpp"

namespace parcours {
namespace {

/// Keeps every core of the machine busy for as long as it lives.
class BusyMachine {
 public:
  BusyMachine() {
    for (int i = 0; i < cores(); ++i)
      threads_.emplace_back([](const std::stop_token& stop) {
        std::atomic<unsigned> spins{0};
        while (!stop.stop_requested()) spins.fetch_add(1, std::memory_order_relaxed);
      });
  }

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<Reliability> try_often(const Grader& grader, const Exercise& exercise, const WrongSubmission& wrong, int times,
                              const Progress& progress) {
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  auto candidate = grader.prepare(exercise, wrong.path, folder->path(), wrong.options(), progress);
  if (!candidate) return tl::unexpected(candidate.error());
  const auto try_now = [&](const std::string& how) -> Result<Trials> {
    Trials trials;
    for (int i = 0; i < times; ++i) {
      progress(fmt::format("{} {}, {}: {} of {}", exercise.id, wrong.name(), how, i + 1, times));
      const auto quiet = [](const std::string&) {};
      const auto result = wrong.judge(grader, exercise, *candidate, quiet);
      if (!result) return tl::unexpected(result.error());
      if (!wrong.is_caught(*result)) continue;
      ++trials.caught;
      trials.most_runs = std::max(trials.most_runs, result->evidence.test_runs);
    }
    return trials;
  };
  Reliability found;
  found.planned_runs = candidate->runnable ? candidate->rubric.runs.all() : 0;
  auto idle = try_now("idle");
  if (!idle) return tl::unexpected(idle.error());
  found.idle = *idle;
  const BusyMachine load;
  auto busy = try_now("busy");
  if (!busy) return tl::unexpected(busy.error());
  found.busy = *busy;
  return found;
}

}  // namespace parcours
