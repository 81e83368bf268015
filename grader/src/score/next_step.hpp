#pragma once
// The one thing a student should do next.
#include <string>

#include "score/grade.hpp"

namespace parcours {

/// One imperative sentence about the most urgent trouble: what does not compile, then what stops or crashes,
/// then the first failing test, then races, then speed. Empty at full marks.
[[nodiscard]] std::string next_step(const Rubric& rubric, const Evidence& evidence, const Grade& grade);

}  // namespace parcours
