#pragma once
// Which parts of a rubric decide what is observed of a submission, and which only how it is scored.
#include <filesystem>
#include <string>

#include "util/result.hpp"

namespace parcours {

/// A text that differs between two versions of a rubric exactly where what the grader does with a submission may
/// differ. Points, weights, bands, pass mark, late rule, titles, hints and advice are left out, and what `check`
/// demands: with these, evidence that is there can be scored again. Errors: as load_rubric.
[[nodiscard]] Result<std::string> observed_part(const std::filesystem::path& rubric);

}  // namespace parcours
