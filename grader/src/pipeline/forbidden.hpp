#pragma once
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// A compile-error finding for each forbidden token that stands in the code: whole words, outside comments, string and
/// character literals. "std::barrier" also matches with spaces around the colons.
[[nodiscard]] std::vector<Finding> find_forbidden(const std::vector<Forbidden>& forbidden, const std::string& header,
                                                  const std::string& source);

}  // namespace parcours
