#pragma once
// The student's file, checked before anything else looks at it.
#include <filesystem>
#include <string>

#include "util/result.hpp"

namespace parcours {

struct Submission {
  std::filesystem::path path;  ///< the file as found; in an archive: the archive's path, then the one in it
  std::string sha256;          ///< of the bytes as they came
  std::string text;            ///< UTF-8, without a byte-order mark, lines ending in '\n'
};

inline constexpr std::uintmax_t largest_submission = 1 << 20;  ///< bytes

/// `header`: the name that the exercise gives the file. `path`: that file, under any name, or a folder that holds it
/// under its own. Only a regular file is
/// read, never a link, device or FIFO. Errors: Fault::input, one line with the path and how to mend it.
[[nodiscard]] Result<Submission> load_submission(const std::string& header, const std::filesystem::path& path);

/// The same for a file that came out of an archive: `shown` is what it is called.
[[nodiscard]] Result<Submission> load_archived(const std::string& header, const std::filesystem::path& path,
                                               const std::filesystem::path& shown);

}  // namespace parcours
