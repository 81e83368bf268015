#pragma once
// The student's file, checked before anything else looks at it.
#include <filesystem>
#include <string>

#include "util/result.hpp"

namespace parcours {

struct Submission {
  std::filesystem::path path;  ///< the file as found
  std::string sha256;          ///< of the bytes as they came
  std::string text;            ///< UTF-8, without a byte-order mark, lines ending in '\n'
};

inline constexpr std::uintmax_t largest_submission = 1 << 20;  ///< bytes

/// `header`: the name that the exercise gives the file. `path`: that file, under any name, or a folder that holds it
/// under its own. Only a regular file is
/// read, never a link, device or FIFO. Errors: Fault::input, one line with the path and how to mend it.
[[nodiscard]] Result<Submission> load_submission(const std::string& header, const std::filesystem::path& path);

}  // namespace parcours
