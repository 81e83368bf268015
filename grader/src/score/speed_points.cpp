#include "score/speed_points.hpp"

#include <algorithm>

namespace parcours {
namespace {

constexpr double widest = 0.10;           ///< of the ratio
constexpr double narrow = 0.05;           ///< of the ratio
constexpr double nearly_the_same = 0.10;  ///< of the most points
/// How far from 1 the whole interval of the reference against itself may lie.
constexpr double self_tolerance = 0.02;

}  // namespace

double points_at(const std::vector<SpeedBand>& bands, double ratio) {
  if (bands.empty()) return 0;
  if (ratio <= bands.front().ratio) return bands.front().points;
  for (std::size_t i = 1; i < bands.size(); ++i) {
    const SpeedBand& low = bands[i - 1];
    const SpeedBand& high = bands[i];
    if (ratio >= high.ratio) continue;
    return low.points + (high.points - low.points) * (ratio - low.ratio) / (high.ratio - low.ratio);
  }
  return bands.back().points;
}

bool is_exact(const std::vector<SpeedBand>& bands, const Speedup& speedup) {
  if (bands.empty()) return speedup.high - speedup.low <= narrow * speedup.ratio;
  return points_at(bands, speedup.high) - points_at(bands, speedup.low) <= nearly_the_same * bands.back().points;
}

bool is_placed(const std::vector<SpeedBand>& bands, const Speedup& speedup) {
  return speedup.high - speedup.low <= widest * speedup.ratio || is_exact(bands, speedup);
}

bool is_fair(const Speedup& speedup) {
  return speedup.self_low <= 1 + self_tolerance && speedup.self_high >= 1 - self_tolerance;
}

bool is_stable(const std::vector<SpeedBand>& bands, const Speedup& speedup) {
  if (is_fair(speedup)) return is_placed(bands, speedup);
  // Who measures the reference wrong by so much may measure the submission as wrong: then it must not matter.
  Speedup off = speedup;
  off.low /= std::max(speedup.self, 1 / speedup.self);
  off.high *= std::max(speedup.self, 1 / speedup.self);
  return is_exact(bands, off);
}

}  // namespace parcours
