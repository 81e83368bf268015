#pragma once
// What was found, as part of a page for a browser.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// A section with an article a finding, those that cost points first: what it is, where, the student's lines, both
/// sides of a race next to each other, the steps of a schedule as a table. Empty where nothing was found.
[[nodiscard]] std::string html_findings(const GradedSubmission& submission, const Language& language);

}  // namespace parcours
