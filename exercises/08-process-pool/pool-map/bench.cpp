// What pool-map is timed on: a pool that is there already maps a function of some 5 to 40 µs over some hundred inputs.
#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pool_map.hpp"

namespace {

constexpr std::size_t kInputs = 160;
constexpr std::size_t kChunk = 4;

// Each step needs the one before, so that no compiler shortens it. How many there are depends on the input: shares that
// were made in advance would not be equal.
std::int64_t crunch(std::int64_t input) {
  auto value = static_cast<std::uint64_t>(input);
  for (std::uint64_t steps = 3'000 + value % 16'384; steps > 0; --steps) {
    value ^= value << 13U;
    value ^= value >> 7U;
    value ^= value << 17U;
  }
  return static_cast<std::int64_t>(value);
}

void map_in_chunks(benchmark::State& state) {
  auto random = parcours::rng();
  std::vector<std::int64_t> inputs(kInputs);
  for (std::int64_t& input : inputs) input = static_cast<std::int64_t>(random() | 1U);
  ProcessPool pool(parcours::threads(), crunch);
  std::vector<Outcome> outcomes;
  for (auto _ : state) outcomes = pool.map(inputs, kChunk);
  bool right = outcomes.size() == inputs.size();
  for (const Outcome& outcome : outcomes) right &= outcome.fate == Fate::returned;
  // To compute all of them again would take longer than the work itself.
  for (std::size_t i = random() % 8; right && i < kInputs; i += 8) right = outcomes[i].value == crunch(inputs[i]);
  if (!right) state.SkipWithError("a result is wrong or missing");
}
BENCHMARK(map_in_chunks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
