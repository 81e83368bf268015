#pragma once
// Only the search for interleavings that go wrong, of one submission: `parcours explore`.
#include <cstdint>
#include <filesystem>
#include <optional>

#include "course/course.hpp"
#include "pipeline/candidate.hpp"
#include "report/result.hpp"
#include "sandbox/sandbox.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

struct ExploreOptions {
  std::optional<std::uint64_t> seed{};  ///< only the schedule that has it
  std::optional<int> schedules{};       ///< of each scenario, however long it takes; else as the rubric says
  std::string scenario{};               ///< only this one; empty: all
};

/// The result has one criterion: a point for each scenario that held. Errors: input, where the course, the file or the
/// options cannot be used; machine.
[[nodiscard]] Result<GradedSubmission> explore_submission(Sandbox& sandbox, const Builder& builder,
                                                          const Exercise& exercise,
                                                          const std::filesystem::path& submission,
                                                          const ExploreOptions& options, const Progress& progress);

}  // namespace parcours
