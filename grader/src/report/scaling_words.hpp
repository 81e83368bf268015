#pragma once
// What a scaling curve means, for people.
#include <array>
#include <string>
#include <vector>

#include "verdict/evidence.hpp"

namespace parcours {

/// Of a point of the curve, beside the first one.
struct Efficiency {
  double speedup = 1;      ///< time with one thread over time with these
  double efficiency = 1;   ///< speed-up a thread
  double utilisation = 1;  ///< CPU time over wall time of all threads, at most 1
  double overhead = 0;     ///< Karp and Flatt's experimentally determined serial fraction (Comm. ACM 33(5), 1990)
};
[[nodiscard]] Efficiency efficiency_of(const Scaling& scaling, const ScalingPoint& point);

/// The reference's speed-up with as many threads, beside its own time with one; 0 where it is not known.
[[nodiscard]] double reference_speedup(const Scaling& scaling, const ScalingPoint& point);

/// For a table: threads, time, speed-up, the reference's, efficiency, share of the time at work, switches.
[[nodiscard]] std::array<std::string, 7> cells_of(const Scaling& scaling, const ScalingPoint& point);

/// A sentence each: how well it scales, what dividing the work costs, where the rest of the time goes, and where the
/// machine ends. Nothing without a curve but why there is none.
[[nodiscard]] std::vector<std::string> in_words(const Scaling& scaling);

}  // namespace parcours
