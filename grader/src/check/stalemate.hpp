#pragma once
// Ranks that all wait for each other, as findings tell of them.
#include <string>

#include "check/crashes.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// What a "stuck" packet says (grader/runtime/ranks/stalemate.hpp): `deadlock` gets its message, and a step for each
/// rank. The packet is untrusted. Errors: Fault::machine.
[[nodiscard]] Result<void> explain_stalemate(Sandbox& sandbox, const CrashContext& context, const std::string& packet,
                                             Finding& deadlock);

}  // namespace parcours
