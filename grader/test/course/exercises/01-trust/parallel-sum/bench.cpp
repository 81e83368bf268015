// What parallel-sum is timed on: many numbers, other ones in each batch, always in the same place.
#include "parcours/bench.hpp"

#include <cstdint>
#include <span>
#include <vector>

#include "parallel_sum.hpp"

namespace {

void many_numbers(benchmark::State& state) {
  static std::vector<std::uint32_t> numbers(4'000'000);
  std::uint64_t next = parcours::seed();
  for (std::uint32_t& number : numbers) {
    next = next * 0x5851f42d4c957f2d + 0x14057b7ef767814f;
    number = static_cast<std::uint32_t>(next >> 32);
  }
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
