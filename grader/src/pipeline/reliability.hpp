#pragma once
// How surely a known mistake is found: one wrong submission, built once and graded many times.
#include "pipeline/proof.hpp"

namespace parcours {

struct Trials {
  int caught = 0;
  int most_runs = 0;  ///< of the tests, that a grading which caught it needed
};

struct Reliability {
  Trials idle;
  Trials busy;           ///< while as many threads as the machine has cores did nothing but use them
  int planned_runs = 0;  ///< of the tests in a whole grading
};

/// Grades it `times` times in both ways, each with a fresh seed, no further than to the first sign of what it must get.
/// Errors: as Grader::grade.
[[nodiscard]] Result<Reliability> try_often(const Grader& grader, const Exercise& exercise,
                                            const WrongSubmission& wrong, int times, const Progress& progress);

}  // namespace parcours
