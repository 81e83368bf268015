#pragma once
// What a submission's preprocessor directives do to the code after it.
#include <set>
#include <string>

namespace parcours {

struct Directives {
  std::set<std::string> macros;  ///< every name that a #define, #undef or push/pop_macro anywhere in the text names
  int line_directive = 0;        ///< line of the first #line, from 1; 0: none
};

/// Comments, string and character literals do not count; lines joined by a backslash, %: and either branch of an #if
/// do.
[[nodiscard]] Directives read_directives(const std::string& source);

}  // namespace parcours
