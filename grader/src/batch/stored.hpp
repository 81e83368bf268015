#pragma once
// A graded submission as bytes, to be kept or sent and read again by the same program.
#include <string>
#include <string_view>

#include "report/result.hpp"

namespace parcours {

/// All of it but the grade, which follows from the evidence and a rubric. Takes strings that are no UTF-8, and numbers
/// that are not finite.
[[nodiscard]] std::string to_stored(const GradedSubmission& submission);

/// Errors: machine, where the bytes are damaged or another program's.
[[nodiscard]] Result<GradedSubmission> from_stored(std::string_view bytes);

}  // namespace parcours
