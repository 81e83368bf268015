#pragma once
// How the time of a submission changes with the number of threads, and what its threads wait for.
#include <cstdint>
#include <filesystem>

#include "measure/match.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// 1, 2, 4 … and `most` itself.
[[nodiscard]] std::vector<int> thread_counts(int most);

/// With the plan's submission, reference, benchmarks, seed, limits and its serial baseline, where it has one. The
/// numbers of threads take turns in random order, a few rounds, and the medians count. What threads wait for is found
/// out in a process of its own, in which `waits_library` is preloaded. Errors: Fault::machine, and the plan's where the
/// baseline or the reference fails. That the submission fails is in the result.
[[nodiscard]] Result<Scaling> measure_scaling(Sandbox& sandbox, const MatchPlan& plan, int most_threads,
                                              const std::filesystem::path& waits_library);

}  // namespace parcours
