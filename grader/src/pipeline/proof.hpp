#pragma once
// The course's proof: what `parcours check` demands of an exercise.
#include <memory>
#include <string>
#include <vector>

#include "pipeline/grader.hpp"

namespace parcours {

/// One file of an exercise graded and held against what it must get.
struct ProofStep {
  std::string file;    ///< "wrong/lifo.hpp", below the exercise's folders
  std::string demand;  ///< "full marks", "data-race", "does not pass"
  bool holds = false;
  std::string what;  ///< what it got
  double seconds = 0;
};

/// A file in wrong/ and what it must get.
struct WrongSubmission {
  std::filesystem::path path;
  WrongExpectation expected;
  std::shared_ptr<const Rubric> rubric;

  [[nodiscard]] std::string name() const { return "wrong/" + expected.file; }
  /// Whether its timing must show it: then it has to be measured.
  [[nodiscard]] bool is_timed() const { return expected.finding == FindingKind::sequential; }
  /// For preparing it: nothing that more runs show could take back what it must get.
  [[nodiscard]] GradeOptions options() const;
  /// Grades it no further than to what it must get: at the first sign, and in full where that is not enough.
  [[nodiscard]] Result<GradedSubmission> judge(const Grader& grader, const Exercise& exercise, Candidate& candidate,
                                               const Progress& progress) const;
  /// It got the finding, and lost points that runs which were left out could not give back.
  [[nodiscard]] bool is_caught(const GradedSubmission& result) const;
};

/// All of the exercise. Errors: input, where the rubric does not declare one, or declares one that is not there.
[[nodiscard]] Result<std::vector<WrongSubmission>> wrong_submissions(const Exercise& exercise);

/// The stub compiles and does not pass; the reference and right/* earn full marks; wrong/* get the finding that the
/// rubric declares, and lose points. `each` is told of every step as it is done, one at a time. Builds and tests
/// of some go on side by side; what is timed is so while nothing else runs. Errors: as Grader::grade, and a file in
/// wrong/ that the rubric does not declare, or the other way round.
[[nodiscard]] Result<std::vector<ProofStep>> prove(const Grader& grader, const Exercise& exercise,
                                                   const std::function<void(const ProofStep&)>& each,
                                                   const Progress& progress);

}  // namespace parcours
