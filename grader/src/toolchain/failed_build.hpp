#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// What a compiler that did not do its work says about the submission: compile-error or build-limit findings.
/// `folder`: where it built. Errors: Fault::machine, where the code is not to blame.
[[nodiscard]] Result<std::vector<Finding>> explain_failed_build(const Outcome& outcome, const std::string& header,
                                                                const std::filesystem::path& folder);

}  // namespace parcours
