#pragma once
// What of its chapter a student should read again.
#include <string_view>

#include "course/course.hpp"
#include "report/result.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// The chapter `text` (its README.md) and at most three of its sections: those that speak most of the kinds of trouble
/// in `findings`. Findings that cost nothing do not count.
[[nodiscard]] Reading reading_in(std::string_view chapter, std::string_view text, const std::vector<Finding>& findings);

/// The same for an exercise of the course on this disk; no chapter where its text is not there.
[[nodiscard]] Reading reading_for(const Exercise& exercise, const std::vector<Finding>& findings);

}  // namespace parcours
