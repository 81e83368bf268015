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
  std::string header;  ///< the student's file name, for findings
  ResourceLimits limits;
  double widest = 0.10;  ///< the ratio is stable when its interval is at most this wide, relative to the ratio
};

struct MeasureResult {
  std::optional<Speedup> speedup;  ///< empty: `findings` say why
  std::vector<Finding> findings;
};

/// Both programs stay alive and take turns in random order, one batch each, with the same seed in a pair; every batch
/// is one iteration. Per pair the logarithm of reference time over submission time, averaged over the benchmarks;
/// the result is the median over the pairs. Neither runs while the other does. Errors: Fault::machine (the reference
/// fails included).
[[nodiscard]] Result<MeasureResult> measure(Sandbox& sandbox, const MeasurePlan& plan,
                                            const std::function<void(const std::string&)>& progress);

}  // namespace parcours
