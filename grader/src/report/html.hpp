#pragma once
// The report of one submission as a page for a browser.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// One self-contained page without network, readable without scripts. Everything that the submission wrote is text in
/// it.
[[nodiscard]] std::string to_html(const GradedSubmission& submission, const Language& language = {});

}  // namespace parcours
