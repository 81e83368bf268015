#pragma once
// Names of people, made fit to be compared: platforms and rosters write one name in several ways.
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

/// Words of lower-case letters and digits, one blank between them: Latin letters without their accents ("ß" is "ss"),
/// letters of other scripts as they are, Greek and Cyrillic ones in lower case. An apostrophe goes; everything else
/// separates words.
[[nodiscard]] std::string folded(std::string_view text);

/// folded, without the blanks: "E-mail address" is "emailaddress".
[[nodiscard]] std::string squeezed(std::string_view text);

/// folded, the family name last: "Byron, Ada" and "Ada  Byron" are both "ada byron".
[[nodiscard]] std::string name_key(std::string_view name);

/// The words of a name_key without blanks, begun at each of them in turn: "adabyron", "byronada". Only the first where
/// it has more than eight words.
[[nodiscard]] std::vector<std::string> name_rotations(const std::string& key);

/// `text` without characters that cannot be seen, blanks at its ends, and several blanks or line ends in a row.
/// A byte that is no UTF-8 becomes "%E9".
[[nodiscard]] std::string tidied(std::string_view text);

}  // namespace parcours
