#pragma once
// What is timed to calibrate: the reference, and the reference made slower by a known share.
#include <filesystem>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

/// The exercise's benchmark with the reference, in which every timed region takes `share` longer: its main thread spins
/// for that part of the region's time before the clock is stopped. `folder` is made.
[[nodiscard]] Result<std::filesystem::path> slower_reference(const Builder& builder, const Exercise& exercise,
                                                             Rubric rubric, double share,
                                                             const std::filesystem::path& folder);

}  // namespace parcours
