#pragma once
// A candidate's tests and scenarios, run: all of a grading that other work may go on beside.
#include <cstdint>
#include <filesystem>
#include <optional>

#include "check/check.hpp"
#include "pipeline/candidate.hpp"

namespace parcours {

struct Examination {
  Evidence evidence;
  std::optional<std::filesystem::path> benchmark;  ///< what is to be timed; empty: evidence.not_measured_because
};

/// Only correct code is timed: what the speed criterion requires must be fully earned. `until`: empty, or what is
/// enough to see. Errors: machine. Thread-safe for different candidates.
[[nodiscard]] Result<Examination> examine(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                          Candidate& candidate, std::uint64_t seed, const std::optional<Goal>& until,
                                          const Progress& progress);

}  // namespace parcours
