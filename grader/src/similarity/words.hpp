#pragma once
// What a word of a program counts as, where programs are compared.
#include <string>
#include <string_view>

namespace parcours {

// Kinds of tokens. Below 128: the character itself; above these: keywords.
inline constexpr char name_kind = '\x80';
inline constexpr char number_kind = '\x81';
inline constexpr char literal_kind = '\x82';

enum class WordRole {
  name,
  type,    ///< built in: it may stand for a name
  number,  ///< or `true` and the like
  keyword,
  spelling,  ///< of an operator
  nothing,   ///< may be left out
};

struct Word {
  WordRole role = WordRole::name;
  std::string kinds;  ///< of a keyword, and of what is spelled as a word
};

/// `text`: not empty.
[[nodiscard]] Word role_of(std::string_view text);

}  // namespace parcours
