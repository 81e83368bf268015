#pragma once
#include <chrono>

#include "course/rubric.hpp"

namespace parcours {

/// After so long a grading has gone wrong: more than all limits of the rubric together allow it to take.
[[nodiscard]] std::chrono::minutes longest_grading(const Rubric& rubric);

}  // namespace parcours
