#pragma once
// What a page tells its script.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

/// The result as JSON for a page (report/json.hpp), with its findings in the page's order, and with the text of the
/// header as "source" and its name as "header". ASCII, without any character that means something to HTML. All text in
/// it is printable; what the script does not need, or would make the page too large, is left out.
[[nodiscard]] std::string html_data(const GradedSubmission& submission, const Language& language);

}  // namespace parcours
