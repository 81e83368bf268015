#pragma once
// What tests of the report formats share.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "json_schema.hpp"
#include "report_samples.hpp"
#include "util/utf8.hpp"

namespace parcours {

/// Of the schemas in grader/test/schemas/.
inline testing::AssertionResult fits(const nlohmann::json& document, const std::string& schema) {
  return fits_schema(document, std::string(PARCOURS_SOURCE_DIR "/grader/test/schemas/") + schema + ".schema.json");
}

/// No control character but line ends, no mark that reorders or hides text, no broken byte.
inline bool is_clean_text(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (!point.valid || (point.value != '\n' && is_hidden(point.value))) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

/// So is every text in the document.
inline bool is_clean(const nlohmann::json& document) {
  if (document.is_string()) return is_clean_text(document.get_ref<const std::string&>());
  if (!document.is_structured()) return true;
  return std::ranges::all_of(document, [](const nlohmann::json& part) { return is_clean(part); });
}

/// Its speed could not be measured, and the rubric cannot do without.
inline GradedSubmission not_graded() {
  GradedSubmission graded = samples::submission();
  graded.outcome = "not-graded";
  graded.outcome_reason = "The speed could not be measured reliably: the machine was too busy.";
  CriterionGrade& speed = graded.grade.criteria.back();
  graded.grade.score -= speed.points;
  graded.grade.max_score -= speed.max_points;
  graded.grade.not_graded = true;
  speed.points = speed.max_points = 0;
  speed.status = CriterionStatus::skipped;
  speed.message = "this machine was too busy to place the speed; no fault of yours.";
  return graded;
}

/// What was handed in is no submission.
inline GradedSubmission rejected() {
  GradedSubmission graded;
  graded.exercise = "bounded-queue";
  graded.path = "notes.txt";
  graded.header = "bounded_queue.hpp";
  graded.outcome = "rejected";
  graded.outcome_reason = "notes.txt is binary.";
  return graded;
}

}  // namespace parcours
