#pragma once
// Points for a speed, by the bands of a rubric.
#include <vector>

#include "course/rubric.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// Points at a ratio, not rounded. No bands: 0.
[[nodiscard]] double points_at(const std::vector<SpeedBand>& bands, double ratio);

/// Whether the interval is so narrow that measuring more would hardly change the points: both ends are worth the same,
/// but for a tenth of the most. No bands: at most 5 % of the ratio wide.
[[nodiscard]] bool is_exact(const std::vector<SpeedBand>& bands, const Speedup& speedup);

/// Whether the interval is narrow enough to give points by it at all: it is exact, or at most 10 % of the ratio wide.
[[nodiscard]] bool is_placed(const std::vector<SpeedBand>& bands, const Speedup& speedup);

/// Whether the speed may be graded: it is placed, and the reference agrees with itself; or else it would be exact even
/// if all were off by as much as the reference is from itself. So stored evidence can be judged by other bands.
[[nodiscard]] bool is_stable(const std::vector<SpeedBand>& bands, const Speedup& speedup);

/// Whether the reference agrees with itself: some of its interval lies within 2 % of 1.
[[nodiscard]] bool is_fair(const Speedup& speedup);

}  // namespace parcours
