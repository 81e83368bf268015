// What bounded-runner is timed on: many small tasks that one thread hands in, and tasks that divide themselves.
#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bounded_runner.hpp"

namespace {

constexpr std::size_t kTasks = 256;
constexpr int kSteps = 6'000;  // of each task; some 10 µs

// Each step needs the one before, so that no compiler shortens it.
std::uint64_t work(std::uint64_t value) {
  for (int i = 0; i < kSteps; ++i) {
    value ^= value << 13U;
    value ^= value >> 7U;
    value ^= value << 17U;
  }
  return value;
}

struct Input {
  Input() {
    auto random = parcours::rng();
    for (std::uint64_t& seed : seeds) seed = random() | 1U;  // no work ends in 0
  }
  /// A few of the results are computed again: doing that for all would take longer than the work itself.
  [[nodiscard]] bool right() const {
    for (std::size_t i = seeds[0] / 2 % 8; i < kTasks; i += 8) {
      if (results[i] != work(seeds[i])) return false;
    }
    for (const std::uint64_t result : results) {
      if (result == 0) return false;
    }
    return true;
  }
  void do_task(std::size_t i) { results[i] = work(seeds[i]); }

  std::vector<std::uint64_t> seeds = std::vector<std::uint64_t>(kTasks);
  std::vector<std::uint64_t> results = std::vector<std::uint64_t>(kTasks);
};

void many_small_tasks(benchmark::State& state) {
  Input input;
  for (auto _ : state) {
    BoundedRunner runner(parcours::threads());
    for (std::size_t i = 0; i < kTasks; ++i) runner.submit([&input, i] { input.do_task(i); });
    runner.wait_all();
  }
  if (!input.right()) state.SkipWithError("after wait_all() some tasks had not run, or not to their end");
}

/// Adds tasks for halves of the range as long as it is long, and does the rest itself.
void divide(BoundedRunner& runner, Input& input, std::size_t first, std::size_t last) {
  while (last - first > 1) {
    const std::size_t middle = first + (last - first) / 2;
    runner.submit([&runner, &input, middle, last] { divide(runner, input, middle, last); });
    last = middle;
  }
  input.do_task(first);
}

void tasks_that_add_tasks(benchmark::State& state) {
  Input input;
  for (auto _ : state) {
    BoundedRunner runner(parcours::threads());
    runner.submit([&runner, &input] { divide(runner, input, 0, kTasks); });
    runner.wait_all();
  }
  if (!input.right()) state.SkipWithError("after wait_all() some tasks had not run, or not to their end");
}

BENCHMARK(many_small_tasks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(tasks_that_add_tasks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
