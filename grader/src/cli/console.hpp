#pragma once
#include <string>
#include <string_view>

namespace parcours::cli {

/// Columns of the terminal that standard output is, 80 where it is none.
[[nodiscard]] int width();

/// Standard output is a terminal and NO_COLOR is not set.
[[nodiscard]] bool color();

/// The language in which say, progress and fail speak from now on: of language_ids(). English before.
void speak(std::string_view language);
/// The id of that language.
[[nodiscard]] const std::string& spoken();
/// `english` in it.
[[nodiscard]] std::string say(std::string_view english);

/// One line on standard error that the next one overwrites; nothing where it is no terminal.
void progress(const std::string& what);
void clear_progress();

}  // namespace parcours::cli
