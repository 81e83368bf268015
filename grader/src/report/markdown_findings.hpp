#pragma once
// What was found, as part of a Markdown document.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// A heading a finding, those that cost points first, with the student's lines and the steps of a schedule as a table.
/// Empty where nothing was found.
[[nodiscard]] std::string markdown_findings(const GradedSubmission& submission, const Language& language);

}  // namespace parcours
