#include "report/page.hpp"

#include <algorithm>

#include "report/unicode.hpp"

namespace parcours {
namespace {

std::string_view code(Paint paint) {
  switch (paint) {
    case Paint::plain:
      return "";
    case Paint::bold:
      return "\x1b[1m";
    case Paint::dim:
      return "\x1b[2m";
    case Paint::red:
      return "\x1b[31m";
    case Paint::green:
      return "\x1b[32m";
    case Paint::yellow:
      return "\x1b[33m";
    case Paint::cyan:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string Page::painted(Paint paint, std::string_view text) const {
  if (!color_ || paint == Paint::plain || text.empty()) return std::string(text);
  return std::string(code(paint)).append(text).append("\x1b[0m");
}

void Page::line(std::string_view text) {
  text_ += text.substr(0, text.find_last_not_of(' ') + 1);
  text_ += '\n';
}

void Page::paragraph(std::string_view first, std::string_view text, Paint paint) {
  const std::size_t indent = code_points(first);
  const std::string margin(indent, ' ');
  bool started = false;
  for (const std::string& part : wrap(printable(text), width_ - std::min(indent, width_ - 8))) {
    line((started ? margin : std::string(first)) + painted(paint, part));
    started = true;
  }
}

void Page::edges(std::string_view left, std::string_view right, Paint left_paint, Paint right_paint) {
  const std::string start = clip(one_line(left), width_);
  const std::size_t used = code_points(start);
  const std::string end = used + 4 < width_ ? clip(one_line(right), width_ - used - 2) : "";
  const std::string gap(width_ - used - code_points(end), ' ');
  line(painted(left_paint, start) + (end.empty() ? "" : gap + painted(right_paint, end)));
}

}  // namespace parcours
