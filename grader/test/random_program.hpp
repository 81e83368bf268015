#pragma once
// Programs that have nothing in common but by accident.
#include <random>
#include <string>
#include <string_view>

namespace parcours {

/// So many statements, a line each; the same seed, the same ones. What comes out need not compile.
inline std::string random_statements(unsigned seed, int lines) {
  static constexpr std::string_view parts[] = {"return ", "if (", "while (", ") ", "= ", "+ ", "- ",    "* ",
                                               "& ",      "a ",   "1 ",      "[ ", "] ", "< ", "\"\" ", "throw "};
  std::mt19937 random(seed);
  std::string text;
  for (int line = 0; line < lines; ++line) {
    for (int part = 0; part < 9; ++part) text += parts[random() % std::size(parts)];
    text += ";\n";
  }
  return text;
}

}  // namespace parcours
