#pragma once
// How speed is usually compared: each program runs by itself, one after the other.
#include "measure/match.hpp"

namespace parcours {

/// log of the second program's time over the first's, as two usual ways give it.
struct UsualRatios {
  double one_run = 0;    ///< one run each
  double best_of_5 = 0;  ///< five runs of the one, then five of the other; the fastest of each counts
};

/// Both programs are the plan's reference. A run is a new process that works for `seconds`, and its time the mean over
/// its batches. Errors: as Match::play.
[[nodiscard]] Result<UsualRatios> usual_ratios(Sandbox& sandbox, const MatchPlan& plan, double seconds);

}  // namespace parcours
