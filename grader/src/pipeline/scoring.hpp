#pragma once
// Evidence and a rubric to a result.
#include "course/course.hpp"
#include "course/rubric.hpp"
#include "report/result.hpp"

namespace parcours {

/// Sets what follows from the rubric and the submission's evidence: title, pass mark, grade, outcome, and whether its
/// speed is stable. May be done again with another version of the rubric that observes the same (course/observed.hpp).
void score_by(const Rubric& rubric, GradedSubmission& submission);

/// What reports say where there is no grade. `outcome`: "rejected" or "not-graded"; `reason`: a sentence.
[[nodiscard]] GradedSubmission without_grade(const Exercise& exercise, const Rubric& rubric, const std::string& outcome,
                                             const std::string& reason);

/// Whether each criterion was graded: a speed that could not be placed is left out of the score.
[[nodiscard]] bool is_complete(const Rubric& rubric, const GradedSubmission& submission);

}  // namespace parcours
