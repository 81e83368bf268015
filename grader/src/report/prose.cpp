#include "report/prose.hpp"

#include <algorithm>

#include "report/unicode.hpp"

namespace parcours {
namespace {

constexpr std::size_t longest_message = 4000;

/// Where the code that begins at `begin` ends, before its backtick; npos: it is none.
std::size_t end_of_code(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find_first_of("`\n", begin);
  if (end == std::string_view::npos || text[end] == '\n' || end == begin) return std::string_view::npos;
  if (text[begin] == ' ' || text[end - 1] == ' ') return std::string_view::npos;
  return end + 1 < text.size() && text[end + 1] == '`' ? std::string_view::npos : end;
}

}  // namespace

std::vector<ProsePart> prose_parts(std::string_view text) {
  std::vector<ProsePart> parts;
  std::size_t begin = 0;
  std::size_t at = 0;
  while ((at = text.find('`', at)) != std::string_view::npos) {
    const std::size_t end = end_of_code(text, at + 1);
    if (end == std::string_view::npos) {
      at = std::min(text.find_first_not_of('`', at), text.size());
      continue;
    }
    if (at > begin) parts.push_back({text.substr(begin, at - begin), false});
    parts.push_back({text.substr(at + 1, end - at - 1), true});
    begin = at = end + 1;
  }
  if (begin < text.size()) parts.push_back({text.substr(begin), false});
  return parts;
}

std::string shortened(std::string_view text) { return clip(printable(text), longest_message); }

}  // namespace parcours
