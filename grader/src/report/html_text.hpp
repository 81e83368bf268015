#pragma once
// Text of any origin as text of an HTML page.
#include <string>
#include <string_view>

namespace parcours {

/// Printable, with the characters that mean something to HTML as entities: fit between tags, and in an attribute in
/// quotes.
[[nodiscard]] std::string html_text(std::string_view text);

/// The same, cut to what a page should show of one message, with what stands between backticks as code.
[[nodiscard]] std::string html_prose(std::string_view text);

}  // namespace parcours
