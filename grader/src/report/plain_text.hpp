#pragma once
// What reports for other programs say in plain text. All of it is printable: no control characters but line ends.
#include <cstddef>
#include <string>

#include "report/result.hpp"

namespace parcours {

/// The title, or the id where there is none; on one line.
[[nodiscard]] std::string name_of(const CriterionGrade& criterion);

/// It could not be graded, through no fault of the submission: it earns nothing, and nothing is missing.
[[nodiscard]] bool left_out(const CriterionGrade& criterion);

/// "20 points", "1 point".
[[nodiscard]] std::string points_text(int points);

/// Why the points are as they are, and what to do about it, a line each. Empty where there is nothing to say.
[[nodiscard]] std::string reason_of(const CriterionGrade& criterion);

/// The same in one line.
[[nodiscard]] std::string reason_line(const CriterionGrade& criterion);

/// Whose fault it is and why, in one line; empty where the submission was graded.
[[nodiscard]] std::string why_no_grade(const GradedSubmission& submission);

/// The message and, a line each, its steps, the schedule and the advice.
[[nodiscard]] std::string details_of(const Finding& finding);

/// Findings, the ones that cost points first: each with its place, what it is called and its details.
/// Of more than `most`, how many are left out. Empty: there are none.
[[nodiscard]] std::string findings_text(const GradedSubmission& submission, std::size_t most = 20);

}  // namespace parcours
