#include "pipeline/scoring.hpp"

#include <fmt/format.h>

#include "pipeline/candidate.hpp"
#include "score/grade.hpp"
#include "score/speed_points.hpp"

namespace parcours {

void score_by(const Rubric& rubric, GradedSubmission& submission) {
  Evidence& evidence = submission.evidence;
  const Criterion* const speed = speed_criterion(rubric);
  if (evidence.measured && speed != nullptr) evidence.speedup.stable = is_stable(speed->bands, evidence.speedup);
  submission.title = rubric.title;
  submission.grade = score(rubric, evidence);
  submission.outcome = submission.grade.not_graded ? "not-graded" : "graded";
  submission.outcome_reason.clear();
  if (submission.grade.not_graded)
    submission.outcome_reason = fmt::format(
        "The speed could not be measured reliably: the machine was too busy. {}{}Grade again when it is quieter.",
        evidence.speedup.disturbed_by, evidence.speedup.disturbed_by.empty() ? "" : " ");
}

GradedSubmission without_grade(const Exercise& exercise, const Rubric& rubric, const std::string& outcome,
                               const std::string& reason) {
  GradedSubmission none;
  none.exercise = exercise.id;
  none.title = rubric.title;
  none.header = exercise.header;
  none.grade.pass_mark = rubric.pass_mark;
  none.outcome = outcome;
  none.outcome_reason = reason;
  return none;
}

bool is_complete(const Rubric& rubric, const GradedSubmission& submission) {
  return submission.outcome == "graded" && submission.grade.max_score == rubric.max_points;
}

}  // namespace parcours
