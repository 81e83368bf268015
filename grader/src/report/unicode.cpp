#include "report/unicode.hpp"

#include <algorithm>

#include "util/text.hpp"
#include "util/utf8.hpp"

namespace parcours {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "…";

/// Bytes of the escape sequence at the start of `text`, which begins with ESC; 1 where it is not a known one.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 1;
  if (text[1] == '[') {
    std::size_t i = 2;
    while (i < text.size() && text[i] >= 0x20 && text[i] <= 0x3F) ++i;
    return i < text.size() && text[i] >= 0x40 && text[i] <= 0x7E ? i + 1 : 2;
  }
  if (text[1] == ']') {
    const std::size_t end = text.find_first_of("\a\x1b\n", 2);
    if (end == std::string_view::npos || text[end] == '\n') return 2;
    return text[end] == '\a' ? end + 1 : std::min(end + 2, text.size());
  }
  return 1;
}

void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& lines) {
  if (code_points(line) <= width) {
    lines.emplace_back(line);
    return;
  }
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string margin(std::min(indent, width / 2), ' ');
  std::string current = margin;
  std::size_t used = margin.size();
  bool empty = true;
  for (const std::string& part : split(line.substr(indent), ' ')) {
    std::string_view word = part;
    if (word.empty()) continue;
    if (!empty && used + 1 + code_points(word) > width) {
      lines.push_back(std::move(current));
      current = margin;
      used = margin.size();
      empty = true;
    }
    if (!empty) {
      current += ' ';
      ++used;
    }
    while (used + code_points(word) > width) {
      const std::size_t bytes = bytes_of(word, width - used);
      lines.push_back(current.append(word.substr(0, bytes)));
      word.remove_prefix(bytes);
      current = margin;
      used = margin.size();
    }
    current += word;
    used += code_points(word);
    empty = false;
  }
  lines.push_back(empty ? "" : std::move(current));
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    valid += point.valid ? text.substr(0, point.bytes) : replacement;
    text.remove_prefix(point.bytes);
  }
  return valid;
}

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    CodePoint point = decode_utf8(text);
    if (!point.valid) {
      clean += replacement;
    } else if (point.value == 0x1B) {
      point.bytes = escape_length(text);
    } else if (point.value == '\t') {
      clean += "    ";
    } else if (point.value == '\n' || !is_hidden(point.value)) {
      clean += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return clean;
}

std::string one_line(std::string_view text) {
  std::string clean = printable(text);
  std::ranges::replace(clean, '\n', ' ');
  return clean;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t bytes = 0;
  for (; count > 0 && bytes < text.size(); --count) bytes += decode_utf8(text.substr(bytes)).bytes;
  return bytes;
}

std::string clip(std::string_view text, std::size_t width) {
  if (code_points(text) <= width) return std::string(text);
  if (width == 0) return "";
  return std::string(text.substr(0, bytes_of(text, width - 1))).append(ellipsis);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  text = text.substr(0, text.find_last_not_of(" \n") + 1);
  if (text.empty()) return lines;
  for (const std::string& line : split(text, '\n')) wrap_line(line, std::max<std::size_t>(width, 4), lines);
  return lines;
}

}  // namespace parcours
