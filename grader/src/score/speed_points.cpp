#include "score/speed_points.hpp"

namespace parcours {
namespace {

constexpr double widest = 0.10;           ///< of the ratio
constexpr double narrow = 0.05;           ///< of the ratio
constexpr double nearly_the_same = 0.10;  ///< of the most points

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

}  // namespace parcours
