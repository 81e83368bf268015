#pragma once
// The speed of a submission beside the reference, from rounds of batches run in turns in one go.
#include <functional>
#include <optional>
#include <string>

#include "measure/match.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/evidence.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct MeasurePlan {
  MatchPlan match;
  int pairs = 40;                                ///< rounds, at least 6
  bool parallel = false;                         ///< one thread at work is a finding
  std::function<bool(const Speedup&)> is_exact;  ///< whether measuring more would hardly change anything
  std::function<bool(const Speedup&)>
      is_stable;  ///< whether it is good enough for its purpose, all but `stable` being set
};

struct MeasureResult {
  std::optional<Speedup> speedup;  ///< empty: `findings` say why
  std::vector<Finding> findings;
};

/// Per round and process of the reference the logarithm of its time over the submission's, averaged over the
/// benchmarks; the result is the median over the rounds. Where it is not exact or not stable after `pairs` rounds,
/// three times as many more are played, once; then it is stable or not. A rule fixed beforehand: stopping as soon as a
/// result looks good would favour chance. Errors: as Match::play.
[[nodiscard]] Result<MeasureResult> measure(Sandbox& sandbox, const MeasurePlan& plan,
                                            const std::function<void(const std::string&)>& progress);

}  // namespace parcours
