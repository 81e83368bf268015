#pragma once
// Links between the pages of a batch.
#include <string>
#include <string_view>

namespace parcours {

/// A link to a file beside the page, fit for an href and for Markdown: whatever the path holds, it names no scheme and
/// no host.
[[nodiscard]] std::string link_to(std::string_view path);

}  // namespace parcours
