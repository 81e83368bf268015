#pragma once
// Text as a part of a URI, RFC 3986.
#include <string>
#include <string_view>

namespace parcours {

/// Letters, digits, "-._~" and the characters in `kept` stay; every other byte becomes "%0A".
[[nodiscard]] std::string percent_encoded(std::string_view text, std::string_view kept = "");

}  // namespace parcours
