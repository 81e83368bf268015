#pragma once
// A language with the words of one exercise and its chapter.
#include <filesystem>
#include <string_view>

#include "course/course.hpp"
#include "language/language.hpp"
#include "util/result.hpp"

namespace parcours {

/// The grader's words in a language of language_ids(), the rubric's (rubrics/<chapter>/<id>.<language>.yaml) and the
/// chapter's headings (exercises/<chapter>/README.<language>.md beside README.md), each where it is there: an exercise
/// without translations shows its own words in English. Errors: input, where the first of them cannot be used.
[[nodiscard]] Result<Language> language_for(const Exercise& exercise, std::string_view id);

/// The statement in `language` where there is one, else in English.
[[nodiscard]] std::filesystem::path translated_statement(const Exercise& exercise, std::string_view language);

/// Where the rubric's words in `language` are.
[[nodiscard]] std::filesystem::path translated_rubric(const Exercise& exercise, std::string_view language);

}  // namespace parcours
