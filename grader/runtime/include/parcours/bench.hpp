#pragma once
// What an exercise's bench.cpp includes besides the student's header. An ordinary Google Benchmark file:
//   BENCHMARK(name)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
// One iteration is one batch of 1 to 5 ms of the reference's time on two cores: the grader runs one iteration of the
// submission and one of the reference in turns. Make the inputs from rng() before the loop, keep the last result,
// verify it after the loop, and call state.SkipWithError("…") when it is wrong. The loop must not do the verifying.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>

namespace parcours {

/// The seed of this batch; the submission and the reference get the same one in each pair.
[[nodiscard]] std::uint64_t seed() noexcept;
[[nodiscard]] std::mt19937_64 rng();

/// How many threads the benchmark should use (the rubric's `threads`, or the cores of the machine).
[[nodiscard]] unsigned threads() noexcept;

}  // namespace parcours
