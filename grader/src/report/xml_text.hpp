#pragma once
// Any bytes as text of an XML 1.0 document.
#include <string>
#include <string_view>

namespace parcours {

/// Fit to stand between tags and, in quotes, as the value of an attribute (where parsers make blanks of line ends).
/// What UTF-8 or XML forbids becomes U+FFFD, markup is escaped.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace parcours
