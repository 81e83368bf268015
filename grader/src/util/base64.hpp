#pragma once
// Base64, RFC 4648.
#include <string>
#include <string_view>

namespace parcours {

/// On one line, padded. `bytes`: less than 1 GiB.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace parcours
