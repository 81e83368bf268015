#pragma once
// What students read of a rubric.
#include <string>
#include <vector>

#include "course/rubric.hpp"

namespace parcours {

/// Titles, hints, advice, reasons: what a translation has to have. Each once, in the order of the rubric's parts.
[[nodiscard]] std::vector<std::string> texts_for_students(const Rubric& rubric);

}  // namespace parcours
