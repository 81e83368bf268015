#pragma once
#include <string>
#include <vector>

#include "verdict/finding.hpp"

namespace parcours {

/// The errors in the compiler's and the linker's output, at most `most`, each a compile-error finding. Errors in other
/// files than the student's `header` (a test that cannot call it, say) are told as such.
[[nodiscard]] std::vector<Finding> parse_diagnostics(const std::string& output, const std::string& header,
                                                     std::size_t most = 5);

}  // namespace parcours
