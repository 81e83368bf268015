#pragma once
#include <string>

namespace parcours::cli {

/// Columns of the terminal that standard output is, 80 where it is none.
[[nodiscard]] int width();

/// Standard output is a terminal and NO_COLOR is not set.
[[nodiscard]] bool color();

/// One line on standard error that the next one overwrites; nothing where it is no terminal.
void progress(const std::string& what);
void clear_progress();

}  // namespace parcours::cli
