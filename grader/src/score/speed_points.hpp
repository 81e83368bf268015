#pragma once
// Points for a speed, by the bands of a rubric.
#include <vector>

#include "course/rubric.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// Points at a ratio, not rounded. No bands: 0.
[[nodiscard]] double points_at(const std::vector<SpeedBand>& bands, double ratio);

/// Whether the interval is narrow enough to give points by it: at most 10 % of the ratio wide, or worth nearly the same
/// points (5 % of the most) at both ends.
[[nodiscard]] bool is_placed(const std::vector<SpeedBand>& bands, const Speedup& speedup);

}  // namespace parcours
