#pragma once
// The speed of a submission beside the reference, from pairs of batches run in turns in one sitting.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/evidence.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct MeasurePlan {
  std::filesystem::path submission;  ///< benchmark program
  std::filesystem::path reference;   ///< benchmark program
  Measurement what;
  int threads = 1;
  std::uint64_t seed = 1;
  std::string header;                            ///< the student's file name, for findings
  std::string reference_name = "the reference";  ///< for the error where it fails, …
  Fault reference_fault = Fault::machine;        ///< … which is this one
  ResourceLimits limits;
  /// Whether an interval is narrow enough for its purpose.
  std::function<bool(const Speedup&)> is_placed;
};

struct MeasureResult {
  std::optional<Speedup> speedup;  ///< empty: `findings` say why
  std::vector<Finding> findings;
};

/// Both programs stay alive and take turns in random order, one batch each, with the same seed in a pair; every batch
/// is one iteration. Per pair the logarithm of reference time over submission time, averaged over the benchmarks;
/// the result is the median over the pairs. Neither runs while the other does. Where the interval is not placed after
/// the rubric's number of pairs, three times as many more are measured, once; then it is `stable` or not. A rule fixed
/// beforehand: stopping as soon as a result looks good would favour chance. Errors: Fault::machine, and the plan's
/// where the reference fails.
[[nodiscard]] Result<MeasureResult> measure(Sandbox& sandbox, const MeasurePlan& plan,
                                            const std::function<void(const std::string&)>& progress);

}  // namespace parcours
