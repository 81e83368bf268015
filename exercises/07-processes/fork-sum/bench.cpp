// What fork-sum is timed on: plain computing, divided among a child for each core.
#include "parcours/bench.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "fork_sum.hpp"

namespace fork_sum_bench {

constexpr std::size_t kSeeds = 256;
constexpr std::size_t kRounds = 100;  // every seed comes so often: what all must come to is known from one round
constexpr int kSteps = 90;            // of each item; some 150 ns

// Each step needs the one before, so that no compiler shortens it.
std::int64_t work(std::uint64_t value) {
  for (int i = 0; i < kSteps; ++i) {
    value ^= value << 13U;
    value ^= value >> 7U;
    value ^= value << 17U;
  }
  return static_cast<std::int64_t>(value >> 32U);  // so many of them do not overflow the sum
}

void sum_of_work(benchmark::State& state) {
  auto random = parcours::rng();
  std::array<std::uint64_t, kSeeds> seeds{};
  std::int64_t expected = 0;
  for (std::uint64_t& seed : seeds) {
    seed = random() | 1U;
    expected += work(seed);
  }
  expected *= kRounds;
  const Part part = [&seeds](std::size_t first, std::size_t last) {
    std::int64_t sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += work(seeds[i % kSeeds]);
    return sum;
  };

  std::int64_t got = 0;
  for (auto _ : state) {
    got = fork_sum(kSeeds * kRounds, parcours::threads(), part);
    benchmark::DoNotOptimize(got);
  }
  if (got != expected) state.SkipWithError("fork_sum() returned a wrong sum");
}

BENCHMARK(sum_of_work)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace fork_sum_bench
