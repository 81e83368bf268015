#pragma once
// What the rounds of a match say about how a submission came to its time.
#include <optional>
#include <vector>

#include "measure/match.hpp"

namespace parcours {

/// All players make the same inputs and verify the same results, so what the submission's batches take beyond the
/// reported time, and the reference's do not, is work kept from the clock, or a clock that lies.
[[nodiscard]] std::optional<Finding> hidden_time(const Match& match);

/// In some benchmark the reference shares the work among its threads, and the submission does not. Nothing with one
/// thread.
[[nodiscard]] std::optional<Finding> sequential(const Match& match);

}  // namespace parcours
