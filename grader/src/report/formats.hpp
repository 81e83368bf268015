#pragma once
// The kinds of report that one submission can have: KIND of `--report KIND=FILE`.
#include <string>
#include <string_view>
#include <vector>

#include "language/language.hpp"
#include "report/result.hpp"
#include "util/result.hpp"

namespace parcours {

/// "json", "html", "markdown", "junit", "sarif", "classroom", "classroom50", "gradescope", "autolab".
[[nodiscard]] const std::vector<std::string>& report_kinds();

/// Whether `render` will succeed: to be asked before the grading. Errors: Fault::input; no such kind, or it needs
/// an environment that is not there (classroom50).
[[nodiscard]] Result<void> can_render(std::string_view kind);

/// The text of the file: in `language` where people read it (html, markdown), else in English. Reads the environment
/// and the time (classroom50), the working folder and GITHUB_WORKSPACE (sarif: paths relative to the repository); all
/// else follows from the submission. Errors: as of can_render.
[[nodiscard]] Result<std::string> render(std::string_view kind, const GradedSubmission& submission,
                                         const Language& language = {});

}  // namespace parcours
