#pragma once
// Sentences in which code stands between backticks: "Two threads use `count_` at the same time."
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

struct ProsePart {
  std::string_view text;
  bool code = false;
};

/// Single backticks pair up from the left, within a line and around something that does not begin or end with a blank;
/// any other backtick is text. Views into `text`; nothing of it is lost but the pairs.
[[nodiscard]] std::vector<ProsePart> prose_parts(std::string_view text);

/// Printable, and at most as much as a page should show of one message: 4000 code points. What is cut off shows as "…".
[[nodiscard]] std::string shortened(std::string_view text);

}  // namespace parcours
