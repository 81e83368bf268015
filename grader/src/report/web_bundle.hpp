#pragma once
// What grader/web is built to, inlined into every page: CMake makes the source file of grader/web/dist.
#include <string_view>

namespace parcours {

/// The script that adds to a page what only a script can. ASCII; ends no element of the page.
[[nodiscard]] std::string_view web_script();
[[nodiscard]] std::string_view web_style();

}  // namespace parcours
