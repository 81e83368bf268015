#include "report/excerpt.hpp"

#include <algorithm>

#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr int lines_before = 2;
constexpr int lines_after = 1;

/// Where the caret stands in the printable form of `line`, from 1.
std::size_t caret_of(std::string_view line, int column) {
  if (column <= 0 || static_cast<std::size_t>(column) > line.size() + 1) return 0;
  return code_points(printable(line.substr(0, static_cast<std::size_t>(column) - 1))) + 1;
}

}  // namespace

std::vector<ExcerptLine> excerpt(std::string_view source, const SourceLocation& location, std::size_t width) {
  std::vector<std::string> lines = split(source, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  const int count = static_cast<int>(lines.size());
  if (location.line <= 0 || location.line > count || width < 2) return {};

  const std::string& here = lines[static_cast<std::size_t>(location.line) - 1];
  std::size_t caret = caret_of(here, location.column);
  std::size_t skipped = 0;
  if (caret > width - 1) skipped = caret - width / 2;

  std::vector<ExcerptLine> shown;
  const int last = std::min(count, location.line + lines_after);
  for (int number = std::max(1, location.line - lines_before); number <= last; ++number) {
    std::string text = printable(lines[static_cast<std::size_t>(number) - 1]);
    if (skipped > 0) {
      text.erase(0, bytes_of(text, skipped));
      if (!text.empty()) text = "…" + text.substr(bytes_of(text, 1));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    ExcerptLine line{number, clip(text, width), number == location.line, 0};
    if (line.here && caret > 0) line.caret = caret - skipped;
    shown.push_back(std::move(line));
  }
  return shown;
}

}  // namespace parcours
