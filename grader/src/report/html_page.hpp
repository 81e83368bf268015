#pragma once
// What the pages for a browser share: the frame with style and script, and lines of code.
#include <string>
#include <string_view>
#include <vector>

#include "report/excerpt.hpp"

namespace parcours {

/// A whole page around `body`, which is HTML. It allows itself nothing but its own style and script: no other one, no
/// image, no network. `title` is text; `data`, for the script, is JSON in which no "<" stands (report/html_data.hpp),
/// or nothing.
[[nodiscard]] std::string html_page(std::string_view title, const std::string& body, std::string_view data = "");

/// A figure: `caption` is text, with code between backticks; below it the lines with their numbers, the one that counts
/// marked with ">".
[[nodiscard]] std::string html_code(std::string_view caption, const std::vector<ExcerptLine>& lines);

}  // namespace parcours
