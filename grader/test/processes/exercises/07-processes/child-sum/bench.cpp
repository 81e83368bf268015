#include "parcours/bench.hpp"

#include "child_sum.hpp"

namespace {

void sum(benchmark::State& state) {
  auto random = parcours::rng();
  std::vector<std::uint64_t> numbers(600'000);
  std::int64_t expected = 0;
  for (std::uint64_t& number : numbers) {
    number = random();
    for (std::uint64_t left = number; left > 0; left /= 10) expected += static_cast<std::int64_t>(left % 10);
  }
  std::int64_t got = 0;
  for (auto _ : state) got = child_sum(numbers, parcours::threads(), false);
  if (got != expected) state.SkipWithError("the sum is wrong");
}
BENCHMARK(sum)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
