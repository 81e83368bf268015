#pragma once
// What the pages for a browser share: the frame with the stylesheet, and lines of code.
#include <string>
#include <string_view>
#include <vector>

#include "report/excerpt.hpp"

namespace parcours {

/// A whole page around `body`, which is HTML. It allows itself nothing but its own style: no script, no image, no
/// network. `title` is text.
[[nodiscard]] std::string html_page(std::string_view title, const std::string& body);

/// A figure: `caption` is text, with code between backticks; below it the lines with their numbers, the one that counts
/// marked with ">".
[[nodiscard]] std::string html_code(std::string_view caption, const std::vector<ExcerptLine>& lines);

}  // namespace parcours
