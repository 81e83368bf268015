#include "parcours/bench.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "bounded_queue.hpp"

namespace {

// Half of the threads push all the numbers, the other half takes them out and adds them up.
void pass_numbers(benchmark::State& state) {
  constexpr std::size_t kCapacity = 256;
  constexpr std::size_t kNumbers = 15'000;
  const std::size_t threads = std::max(2U, parcours::threads());
  const std::size_t producers = threads / 2;
  const std::size_t consumers = threads - producers;

  auto random = parcours::rng();
  std::vector<std::uint64_t> numbers(kNumbers);
  for (auto& number : numbers) number = random();

  struct alignas(128) Result {
    std::uint64_t sum = 0;
    std::size_t count = 0;
  };
  std::vector<Result> results;

  for (auto _ : state) {
    results.assign(consumers, {});
    BoundedQueue<std::uint64_t> queue(kCapacity);
    std::vector<std::thread> receiving;
    for (std::size_t c = 0; c < consumers; ++c) {
      receiving.emplace_back([&queue, &mine = results[c]] {
        Result result;
        while (const std::optional<std::uint64_t> number = queue.pop()) {
          result.sum += *number;
          ++result.count;
        }
        mine = result;
      });
    }
    std::vector<std::thread> sending;
    for (std::size_t p = 0; p < producers; ++p) {
      sending.emplace_back([&queue, &numbers, first = kNumbers * p / producers, last = kNumbers * (p + 1) / producers] {
        for (std::size_t i = first; i < last; ++i) queue.push(numbers[i]);
      });
    }
    for (auto& thread : sending) thread.join();
    queue.close();
    for (auto& thread : receiving) thread.join();
  }

  Result all;
  for (const Result& result : results) {
    all.sum += result.sum;
    all.count += result.count;
  }
  if (all.count != kNumbers || all.sum != std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0})) {
    state.SkipWithError("the numbers that came out are not the numbers that went in");
  }
}
BENCHMARK(pass_numbers)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
