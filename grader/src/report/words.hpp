#pragma once
// What reports for people call things.
#include <string_view>

#include "verdict/finding.hpp"

namespace parcours {

/// "Data race", "Out of time": a heading for a finding.
[[nodiscard]] std::string_view in_words(FindingKind kind);

}  // namespace parcours
