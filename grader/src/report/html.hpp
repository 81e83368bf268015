#pragma once
// The report of one submission as a page for a browser.
#include <string>

#include "report/result.hpp"

namespace parcours {

/// One self-contained page, without scripts and without network. Everything that the submission wrote is text in it.
[[nodiscard]] std::string to_html(const GradedSubmission& submission);

}  // namespace parcours
