#pragma once
// Text of any origin as text of a Markdown document, as GitHub reads it.
#include <string>
#include <string_view>

namespace parcours {

/// On one line and printable, so that it shows as it is: it formats nothing, and becomes no markup, link, image,
/// mention or reference to an issue or a commit. What stands between backticks is code. Fit for a paragraph, a heading,
/// a list and a cell of a table.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// As code within a line. Not for cells of tables.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// A block of code of its own lines, in a fence longer than any in `text`. `language` may be empty.
[[nodiscard]] std::string markdown_block(std::string_view text, std::string_view language);

}  // namespace parcours
