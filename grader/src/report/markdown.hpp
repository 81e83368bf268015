#pragma once
// The report of one submission in Markdown, as GitHub shows it.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// Everything that the submission wrote is text or code in it, whatever characters it holds.
[[nodiscard]] std::string to_markdown(const GradedSubmission& submission, const Language& language = {});

}  // namespace parcours
