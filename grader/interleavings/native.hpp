#pragma once
// The usual ways to look for mistakes in the order of steps, for comparison: the same scenarios with real threads.
#include <chrono>
#include <filesystem>
#include <string>

#include "toolchain/builder.hpp"

namespace parcours {

enum class Way {
  stress,          ///< optimised, as often as it goes
  detector,        ///< under ThreadSanitizer
  noisy_detector,  ///< under it, with seeded noise at the synchronisation calls
};

/// Compiles scenarios (`text`, with the student's `header` beside it) into `folder`/program; `folder` is made.
[[nodiscard]] Result<std::filesystem::path> build_native(Sandbox& sandbox, const Builder& builder, Way way,
                                                         const std::string& header_name, const std::string& header,
                                                         const std::string& text, const std::filesystem::path& folder);

/// Whether something goes wrong within that time.
[[nodiscard]] Result<bool> finds_natively(Sandbox& sandbox, const std::filesystem::path& program,
                                          const std::string& scenario, std::chrono::milliseconds time,
                                          std::uint64_t seed);

}  // namespace parcours
