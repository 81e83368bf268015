#pragma once
// results.json of a Gradescope autograder:
// https://gradescope-autograders.readthedocs.io/en/latest/specs/
#include <string>

#include "report/result.hpp"

namespace parcours {

/// One test a criterion, with its points; all text is plain text to Gradescope. Where nothing was graded there are
/// neither a score nor tests: Gradescope shows that the autograder failed, and no points.
[[nodiscard]] std::string to_gradescope_results(const GradedSubmission& submission);

}  // namespace parcours
