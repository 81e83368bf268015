#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "first_task.hpp"

namespace first_task_bench {
namespace {

Task<std::uint64_t> mixed(std::uint64_t value) {
  value ^= value >> 31U;
  co_return value * 0x9e3779b97f4a7c15U;
}

// One after the other: each task completes at once.
Task<std::uint64_t> in_a_row(const std::vector<std::uint64_t>& values) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : values) sum += co_await mixed(value);
  co_return sum;
}

// Within each other: a tree of tasks, each of which awaits two.
Task<std::uint64_t> as_a_tree(const std::vector<std::uint64_t>& values, std::size_t first, std::size_t last) {
  if (last - first == 1) co_return co_await mixed(values[first]);
  const std::size_t middle = first + (last - first) / 2;
  const std::uint64_t left = co_await as_a_tree(values, first, middle);
  const std::uint64_t right = co_await as_a_tree(values, middle, last);
  co_return left + right;
}

void await_many_tasks(benchmark::State& state) {
  constexpr std::size_t kValues = 12'000;
  auto random = parcours::rng();
  std::vector<std::uint64_t> values(kValues);
  for (std::uint64_t& value : values) value = random();

  std::uint64_t row = 0;
  std::uint64_t tree = 0;
  for (auto _ : state) {
    row = run(in_a_row(values));
    tree = run(as_a_tree(values, 0, values.size()));
  }

  const std::uint64_t expected = std::accumulate(
      values.begin(), values.end(), std::uint64_t{0},
      [](std::uint64_t sum, std::uint64_t value) { return sum + (value ^ value >> 31U) * 0x9e3779b97f4a7c15U; });
  if (row != expected || tree != expected) state.SkipWithError("a task that was awaited gave the wrong result");
}
BENCHMARK(await_many_tasks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace first_task_bench
