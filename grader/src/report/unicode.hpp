#pragma once
// Text that may come from a submission, made fit to print: valid UTF-8, no control characters, known width.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// The same text with every broken byte sequence replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Valid UTF-8 without terminal escape sequences, control characters (line ends stay) and the marks that reorder or
/// hide text; a tab becomes four blanks.
[[nodiscard]] std::string printable(std::string_view text);

/// As printable, on one line: line ends are blanks.
[[nodiscard]] std::string one_line(std::string_view text);

/// Code points in valid UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// Bytes that the first `count` code points of valid UTF-8 take.
[[nodiscard]] std::size_t bytes_of(std::string_view text, std::size_t count);

/// At most `width` code points; what is cut off the end shows as "…".
[[nodiscard]] std::string clip(std::string_view text, std::size_t width);

/// Lines of at most `width` code points, broken at blanks, or inside a word longer than a line. Line ends in `text`
/// stay, and so does the indent after one; a line that fits stays as it is, so that drawings do. No text gives no line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace parcours
