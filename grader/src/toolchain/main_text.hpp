#pragma once
// The text that the compiler is given: the student's header, then the tests or benchmarks that use it.
#include <string>
#include <utility>
#include <vector>

#include "toolchain/directives.hpp"

namespace parcours {

/// Where the student's header lies, below the build folder. Under its own name, beside the folder, lies an empty file
/// for the #include of the tests, so that the header is read once.
inline constexpr const char* submission_folder = "submission";

/// `parts`: file name and text of what follows the header. Macros that the header sets are put back to what they were
/// before it, so that they cannot change what follows.
[[nodiscard]] std::string main_text(const std::string& header, const Directives& directives,
                                    const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace parcours
