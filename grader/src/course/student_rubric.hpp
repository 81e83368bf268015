#pragma once
// A rubric as students get it.
#include <filesystem>
#include <string>

#include "util/result.hpp"

namespace parcours {

/// The text of `rubric` without its hidden parts: the tests, hints and advice of hidden criteria, and without what only
/// the reference's files are for (`wrong`, naive versions). Hidden criteria keep their titles and points; none is a
/// gate any more. Comments are gone. Errors: input, as of load_rubric.
[[nodiscard]] Result<std::string> student_rubric(const std::filesystem::path& rubric);

}  // namespace parcours
