#pragma once
// Points for autograding-grading-reporter, the action that GitHub Classroom's workflows end with
// (https://github.com/classroom-resources/autograding-grading-reporter, v1).
//
// For each "runner" the action reads base64 of {version, status, max_score, tests}. From it come two numbers: its table
// shows passed tests / all tests × max_score, computed in floating point, its notice the sum of the tests' scores. With
// one runner the table cannot show every score: 57 of 100 is 57/100 × 100 = 56.99999999999999, with any number of
// tests. So there are two runners, and in each either every test passes or none does: what was earned, and what is
// missing. Then the table's quotient is 1 or 0, and table, notice and score say the same. Neither may be without a
// test: 0/0 would show as NaN.
#include <string>

#include "report/result.hpp"

namespace parcours {

/// Two lines for the file $GITHUB_OUTPUT, "earned=…" and "missing=…". Each value stays below 128 KiB, the most that
/// Linux lets into one variable of the environment. Where nothing was graded, both runners are in error and have no
/// points, so no points are reported. docs/reports.md shows the workflow.
[[nodiscard]] std::string to_classroom(const GradedSubmission& submission);

}  // namespace parcours
