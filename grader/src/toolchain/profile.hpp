#pragma once
// The ways in which a submission is built.
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

enum class Profile {
  races,      ///< the tests under ThreadSanitizer, with noise at synchronisation calls
  memory,     ///< the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
  plain,      ///< the same tests, optimised and not instrumented
  benchmark,  ///< the benchmark, optimised
  scenarios,  ///< the scenarios, instrumented like the first, with the controlled scheduler in the detector's place
};

[[nodiscard]] std::string_view to_string(Profile profile);

/// Whether a sanitizer's instrumentation is in it.
[[nodiscard]] bool is_instrumented(Profile profile);

/// Flags with which LLVM's code of a program becomes the program.
[[nodiscard]] std::vector<std::string> back_end_flags(Profile profile);

/// Flags of every compiler call of the profile that translates a source. Programs are linked at fixed addresses, so
/// that an address in a race report names a line without knowing where the program was loaded.
[[nodiscard]] std::vector<std::string> compile_flags(Profile profile);

}  // namespace parcours
