#pragma once
// result.json of Classroom 50 (https://github.com/foundation50/classroom50, schemas/result-v1.schema.json).
#include <functional>
#include <string>

#include "report/result.hpp"
#include "util/result.hpp"

namespace parcours {

/// What a result says besides points: whose submission it is, and where.
struct Classroom50Context {
  std::string classroom;
  std::string assignment;
  std::string assignment_type;  ///< "individual", "group" or "team"
  std::string owner;            ///< of the repository: the student, or the founder of the group
  std::string submission;       ///< tag: "submit/…"
  std::string commit;           ///< URL
  std::string release;          ///< URL
  std::string review;           ///< URL
  std::string datetime;         ///< of the submission: "2026-06-01T14:32:01Z"
};

/// The value of an environment variable; "" where it is not set.
using Variable = std::function<std::string(const std::string& name)>;

/// From the variables that Classroom 50's runner sets for an autograder (CLASSROOM, ASSIGNMENT, ASSIGNMENT_TYPE, OWNER,
/// SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL); what it does not set follows from those that GitHub Actions
/// set in every workflow. `now`: the datetime where PARCOURS_SUBMITTED_AT does not say it; the runner itself replaces
/// it by the time of the commit. Errors: Fault::input, naming the variable.
[[nodiscard]] Result<Classroom50Context> classroom50_context(const Variable& variable, const std::string& now);

/// One test a criterion. Where nothing was graded, one test that has not passed and has no points, of 0 points in all:
/// without any test Classroom 50 would report a success. Let the autograder exit with an error then (docs/reports.md).
[[nodiscard]] std::string to_classroom50(const GradedSubmission& submission, const Classroom50Context& context);

}  // namespace parcours
