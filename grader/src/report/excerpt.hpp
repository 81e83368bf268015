#pragma once
// A few lines of the student's header around a place, ready to print.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/finding.hpp"

namespace parcours {

struct ExcerptLine {
  int number = 0;         ///< from 1
  std::string text;       ///< printable, at most the width asked for
  bool here = false;      ///< the line that the location names
  std::size_t caret = 0;  ///< code points before the caret plus one; 0: no caret on this line
};

/// Two lines before the place, its line, one after. A long line is cut, all lines alike, so that the caret shows.
/// Empty where the line is unknown or not in `source`. Columns count bytes, as compilers count them.
[[nodiscard]] std::vector<ExcerptLine> excerpt(std::string_view source, const SourceLocation& location,
                                               std::size_t width);

}  // namespace parcours
