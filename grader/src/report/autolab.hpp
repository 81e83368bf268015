#pragma once
// The last lines that an Autolab autograder prints. Autolab reads the very last one; its page of formatted feedback,
// the one before.
#include <string>

#include "report/result.hpp"

namespace parcours {

/// Two lines of JSON: what Autolab shows, then {"scores":{"race-free":20,…}}. The problems of the assessment must be
/// named after the criteria's ids. A criterion that could not be graded is not among the scores: Autolab would take a
/// null for broken, and a zero for a grade.
[[nodiscard]] std::string to_autolab(const GradedSubmission& submission);

}  // namespace parcours
