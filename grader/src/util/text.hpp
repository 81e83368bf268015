#pragma once
// Small work on text: cutting, naming rules, and the nearest known word to a mistyped one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// `text` without blanks, tabs and line ends at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// A to Z in lower case, everything else as it is.
[[nodiscard]] std::string lower_case(std::string_view text);

/// With the first letter in upper case, be it one of A to Z or one of Latin-1 with an accent.
[[nodiscard]] std::string capitalised(std::string text);

/// The parts between separators, empty ones included: n separators give n + 1 parts.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// How many characters to insert, delete, replace, or swap with their neighbour to turn `a` into `b`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `word` was probably meant to be: at most about a third of its characters differ, and the first of
/// the closest ones wins. Empty: none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean `x`?" for the nearest candidate, empty when none is near: the end of an error message.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// Lower-case words of letters and digits joined by single hyphens, a letter first: "bounded-queue".
[[nodiscard]] bool is_kebab_case(std::string_view text);

/// The decimal number that is all of `text`; 0 where it is none or too large.
[[nodiscard]] int number_or_zero(std::string_view text);

/// "64 MiB", "1 KiB", "1025 bytes": exact, in the largest unit that allows it.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace parcours
