#pragma once
// A speed-up drawn on a logarithmic scale from a quarter of the reference's speed to twice it.
#include <array>
#include <string>

#include "verdict/evidence.hpp"

namespace parcours {

/// The scale's labels and the bar below: "│" marks the speed of the reference, "━" the interval, "●" the ratio;
/// an arrow at an end stands for what lies beyond it.
[[nodiscard]] std::array<std::string, 2> speed_bar(const Speedup& speedup, int width);

}  // namespace parcours
