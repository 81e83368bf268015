#pragma once
// What stands for the reference in a student's copy of the course: the folder prebuilt/<chapter>/<id>. It holds the
// compiled benchmark of the reference and this, as JSON.
#include <filesystem>
#include <string>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct Prebuilt {
  std::string made_with;               ///< Support::runtime_digest; empty: there is no benchmark
  std::vector<std::string> tests;      ///< as the reference's program lists them, without the hidden ones
  std::vector<std::string> scenarios;  ///< the same
};

/// The program's place in such a folder.
[[nodiscard]] std::filesystem::path prebuilt_benchmark(const std::filesystem::path& folder);

/// Errors: input, where there is none or it cannot be read.
[[nodiscard]] Result<Prebuilt> read_prebuilt(const std::filesystem::path& folder);
[[nodiscard]] Result<void> write_prebuilt(const std::filesystem::path& folder, const Prebuilt& prebuilt);

}  // namespace parcours
