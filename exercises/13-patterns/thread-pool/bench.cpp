#include "parcours/bench.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <future>
#include <vector>

#include "thread_pool.hpp"

namespace {

// Some microseconds of work that nobody can leave out.
std::uint64_t stir(std::uint64_t value) {
  for (int i = 0; i < 4000; ++i) value = value * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
  return value;
}

using Inputs = std::array<std::uint64_t, 16>;

Inputs make_inputs() {
  auto random = parcours::rng();
  Inputs inputs{};
  for (std::uint64_t& input : inputs) input = random();
  return inputs;
}

// What stir() makes of the inputs, over and over, `count` times in all.
std::uint64_t expected_sum(const Inputs& inputs, std::size_t count) {
  std::uint64_t sum = 0;
  for (const std::uint64_t input : inputs) sum += stir(input);
  return sum * (count / inputs.size());
}

// A worker pool: one thread hands in many tasks and collects the results.
void many_tasks(benchmark::State& state) {
  constexpr std::size_t kTasks = 400;
  const Inputs inputs = make_inputs();
  std::uint64_t sum = 0;
  for (auto _ : state) {
    sum = 0;
    ThreadPool pool(parcours::threads());
    std::vector<std::future<std::uint64_t>> results;
    results.reserve(kTasks);
    for (std::size_t i = 0; i < kTasks; ++i) results.push_back(pool.submit(stir, inputs[i % inputs.size()]));
    for (auto& result : results) sum += result.get();
  }
  if (sum != expected_sum(inputs, kTasks)) state.SkipWithError("the results are not those of the tasks");
}

std::uint64_t sum_of(ThreadPool& pool, const Inputs& inputs, std::size_t count) {
  if (count <= inputs.size()) {
    // The last ones are a task each, all of them handed in before the first is waited for.
    std::vector<std::future<std::uint64_t>> parts;
    for (const std::uint64_t& input : inputs) parts.push_back(pool.submit(stir, input));
    std::uint64_t sum = 0;
    for (auto& part : parts) {
      pool.wait(part);
      sum += part.get();
    }
    return sum;
  }
  std::future<std::uint64_t> half = pool.submit([&pool, &inputs, count] { return sum_of(pool, inputs, count / 2); });
  const std::uint64_t other_half = sum_of(pool, inputs, count - count / 2);
  pool.wait(half);
  return half.get() + other_half;
}

// Divide and conquer: tasks submit tasks and wait for them.
void tasks_in_tasks(benchmark::State& state) {
  constexpr std::size_t kLeaves = 256;
  const Inputs inputs = make_inputs();
  std::uint64_t sum = 0;
  for (auto _ : state) {
    ThreadPool pool(parcours::threads());
    std::future<std::uint64_t> result = pool.submit([&] { return sum_of(pool, inputs, kLeaves); });
    sum = result.get();
  }
  if (sum != expected_sum(inputs, kLeaves)) state.SkipWithError("the results are not those of the tasks");
}

BENCHMARK(many_tasks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(tasks_in_tasks)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
