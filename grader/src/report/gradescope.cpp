#include "report/gradescope.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/plain_text.hpp"
#include "report/unicode.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

Json test_of(const CriterionGrade& criterion) {
  Json test = {{"name", name_of(criterion)},
               {"name_format", "text"},
               {"score", criterion.points},
               {"max_score", criterion.max_points}};
  // Where there was nothing to earn, Gradescope is not told of a failure.
  if (!left_out(criterion)) test["status"] = criterion.points == criterion.max_points ? "passed" : "failed";
  if (const std::string why = reason_of(criterion); !why.empty()) {
    test["output"] = why;
    test["output_format"] = "text";
  }
  test["visibility"] = "visible";
  return test;
}

std::string summary_of(const GradedSubmission& submission) {
  const Grade& grade = submission.grade;
  std::string text =
      fmt::format("{} of {}: {}.", grade.score, points_text(grade.max_score), grade.passed ? "passed" : "not passed");
  if (!submission.note.empty()) text += "\n" + one_line(submission.note);
  if (!grade.next_step.empty()) text += fmt::format("\n\nNext: {}", printable(grade.next_step));
  if (const std::string findings = findings_text(submission); !findings.empty()) text += "\n\n" + findings;
  return text;
}

}  // namespace

std::string to_gradescope_results(const GradedSubmission& submission) {
  const std::string why = why_no_grade(submission);
  Json document;
  if (why.empty()) document["score"] = submission.grade.score;
  document["execution_time"] = submission.evidence.seconds;
  document["output"] = why.empty() ? summary_of(submission) : why;
  document["output_format"] = "text";
  document["visibility"] = "visible";
  document["stdout_visibility"] = "hidden";
  document["extra_data"] = {{"exercise", valid_utf8(submission.exercise)},
                            {"sha256", valid_utf8(submission.sha256)},
                            {"seed", submission.evidence.seed},
                            {"outcome", valid_utf8(submission.outcome)},
                            {"max_score", submission.grade.max_score}};
  if (!why.empty()) return document.dump(2) + "\n";
  document["tests"] = Json::array();
  for (const CriterionGrade& criterion : submission.grade.criteria) document["tests"].push_back(test_of(criterion));
  return document.dump(2) + "\n";
}

}  // namespace parcours
