#pragma once
// Stands in for the channel to the grader (grader/runtime/channel.cpp).
#include <string>
#include <vector>

namespace parcours::channel {

/// What was sent so far, and forgets it.
[[nodiscard]] std::vector<std::string> take_sent();

}  // namespace parcours::channel
