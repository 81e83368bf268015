#pragma once
// From a crash packet (see grader/runtime/crash_reports.hpp) to what a student reads.
#include <filesystem>
#include <string>

#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct CrashContext {
  std::filesystem::path program;
  std::filesystem::path symbolizer;  ///< llvm-symbolizer; empty: no lines
  std::string header;                ///< the student's file name
};

/// Tells in `crash` (a finding of that kind) what happened and in which lines of the student's, as the program's last
/// `packet` says. Errors: Fault::machine.
[[nodiscard]] Result<void> explain_crash(Sandbox& sandbox, const CrashContext& context, const std::string& packet,
                                         Finding& crash);

}  // namespace parcours
