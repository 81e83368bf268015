#pragma once
// The page that a student reads.
#include <string>

#include "language/language.hpp"
#include "report/result.hpp"

namespace parcours {

struct TerminalStyle {
  bool color = false;
  int width = 80;  ///< no line is longer; less than 40 counts as 40
};

/// The ladder of criteria, the findings with their source, the speed, and what to do next. Nothing that the submission
/// wrote reaches the terminal as a control character.
[[nodiscard]] std::string to_terminal(const GradedSubmission& submission, const TerminalStyle& style,
                                      const Language& language = {});

}  // namespace parcours
