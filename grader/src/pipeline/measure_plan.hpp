#pragma once
// How an exercise is timed, as its rubric says.
#include "course/course.hpp"
#include "course/rubric.hpp"
#include "measure/measure.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

/// All but the programs. `bands`: what the interval must be narrow enough for; may be empty.
[[nodiscard]] MeasurePlan measure_plan(const Exercise& exercise, const Rubric& rubric,
                                       const std::vector<SpeedBand>& bands, std::uint64_t seed);

/// With the reference and the baselines, which are built where the cache has none. The submission is left to
/// the caller. Errors: input, where one of them is missing or does not compile; machine.
[[nodiscard]] Result<MeasurePlan> measure_plan(const Builder& builder, const Exercise& exercise, const Rubric& rubric,
                                               const std::vector<SpeedBand>& bands, std::uint64_t seed);

}  // namespace parcours
