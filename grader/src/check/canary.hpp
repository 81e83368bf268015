#pragma once
#include <filesystem>

#include "sandbox/sandbox.hpp"

namespace parcours {

/// Runs the program made from grader/runtime/canary.cpp. Errors: Fault::machine when this machine's race detector does
/// not report the known race, or reports one where there is none: then no verdict of its may be believed.
[[nodiscard]] Result<void> try_canary(Sandbox& sandbox, const std::filesystem::path& program);

}  // namespace parcours
