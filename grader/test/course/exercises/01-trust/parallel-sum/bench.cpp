// What parallel-sum is timed on: many numbers, other ones in each batch, always in the same place.
#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "parallel_sum.hpp"

namespace {

void many_numbers(benchmark::State& state) {
  static std::vector<std::uint32_t> numbers(16'000'000);
  const auto seed = static_cast<std::uint32_t>(parcours::rng()());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = (static_cast<std::uint32_t>(i) ^ seed) * 0x9e3779b9U;  // all sorts of numbers, quickly made
  std::uint64_t sum = 0;
  for (auto _ : state) {
    sum = parallel_sum(numbers, parcours::threads());
    benchmark::DoNotOptimize(sum);
    benchmark::ClobberMemory();
  }
  std::uint64_t expected = 0;
  for (const std::uint32_t number : numbers) expected += number;
  if (sum != expected) state.SkipWithError("parallel_sum returned a wrong sum");
}

}  // namespace

BENCHMARK(many_numbers)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
