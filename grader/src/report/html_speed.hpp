#pragma once
// The speed of a submission, as part of a page for a browser.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// A section: in words with the interval and what it is worth, drawn on a scale, and how the work scales with threads.
/// Empty where nothing was measured.
[[nodiscard]] std::string html_speed(const GradedSubmission& submission, const Language& language);

}  // namespace parcours
