#pragma once
// Two headers timed against each other, without tests and without points.
#include "measure/measure.hpp"
#include "pipeline/candidate.hpp"

namespace parcours {

/// Times `a` as a submission is timed, with `b` in the reference's place: a ratio of 2 says that `a` is twice as fast.
/// Both are headers of the exercise (or what holds one, as for grade). There are no gates: who compares has nothing to
/// win. It is `stable` where the interval is at most 10 % of the ratio wide. Errors: input (one of them cannot be used,
/// does not compile, or fails in the benchmark; the exercise has none); machine.
[[nodiscard]] Result<Speedup> compare_speed(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                            const std::filesystem::path& a, const std::filesystem::path& b,
                                            std::uint64_t seed, const Progress& progress);

}  // namespace parcours
