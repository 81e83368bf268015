#pragma once
// What can still come of a submission that has been run only in part.
#include "course/rubric.hpp"
#include "score/grade.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// The grade that it would get if all that was not run or measured yet went well. What a run has shown, no further run
/// takes back.
[[nodiscard]] Grade best_grade(const Rubric& rubric, const Evidence& so_far);

/// Whether it could reach the pass mark by that grade.
[[nodiscard]] bool can_still_pass(const Rubric& rubric, const Evidence& so_far);

}  // namespace parcours
