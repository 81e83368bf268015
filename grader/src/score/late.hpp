#pragma once
// What a late submission loses.
#include <chrono>

#include "course/rubric.hpp"

namespace parcours {

/// Points off for handing in `after` the due date: so many for each day that has begun. Within the grace, and before
/// the due date: 0.
[[nodiscard]] int points_off(const LateRule& rule, std::chrono::seconds after);

}  // namespace parcours
