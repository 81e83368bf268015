#pragma once
// How an exercise is timed, as its rubric says.
#include "course/course.hpp"
#include "course/rubric.hpp"
#include "measure/measure.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

/// All but the programs and `is_placed`.
[[nodiscard]] MeasurePlan measure_plan(const Exercise& exercise, const Rubric& rubric, std::uint64_t seed);

/// With the reference and the baselines, which are built where the cache has none. `submission` and `is_placed` are
/// left to the caller. Errors: input, where one of them is missing or does not compile; machine.
[[nodiscard]] Result<MeasurePlan> measure_plan(const Builder& builder, const Exercise& exercise, const Rubric& rubric,
                                               std::uint64_t seed);

}  // namespace parcours
