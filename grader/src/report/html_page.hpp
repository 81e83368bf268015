#pragma once
// What the pages for a browser share: the frame with style and script, and lines of code.
#include <string>
#include <string_view>
#include <vector>

#include "report/excerpt.hpp"

namespace parcours {

struct PageTraits {
  std::string data;             ///< JSON for the script, in which no "<" stands (report/html_data.hpp); may be empty
  std::string language = "en";  ///< as in HTML's `lang`
};

/// A whole page around `body`, which is HTML. It allows itself nothing but its own style and script: no other one, no
/// image, no network. `title` is text.
[[nodiscard]] std::string html_page(std::string_view title, const std::string& body, const PageTraits& traits = {});

/// A figure: `caption` is text, with code between backticks; below it the lines with their numbers, the one that counts
/// marked with ">".
[[nodiscard]] std::string html_code(std::string_view caption, const std::vector<ExcerptLine>& lines);

}  // namespace parcours
