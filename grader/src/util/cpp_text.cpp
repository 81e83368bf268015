#include "util/cpp_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace parcours {
namespace {

/// Of a raw string: [lex.string].
constexpr std::size_t longest_delimiter = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Position after the `length` characters at `found`; the end of the source where nothing was found.
std::size_t past(const std::string& s, std::size_t found, std::size_t length) {
  return found == std::string::npos ? s.size() : found + length;
}

std::size_t end_of_number(const std::string& s, std::size_t at) {
  while (at < s.size()) {
    const bool exponent = std::string_view("eEpP").find(s[at - 1]) != std::string_view::npos;
    if ((exponent && (s[at] == '+' || s[at] == '-')) || is_word_char(s[at]) || s[at] == '.')
      ++at;
    else if (s[at] == '\'' && at + 1 < s.size() && is_word_char(s[at + 1]))
      at += 2;
    else
      break;
  }
  return at;
}

std::size_t end_of_quoted(const std::string& s, std::size_t quote) {
  std::size_t end = quote + 1;
  while (end < s.size() && s[end] != s[quote] && s[end] != '\n') end += s[end] == '\\' ? 2 : 1;
  if (end >= s.size()) return s.size();
  return s[end] == '\n' ? end : end + 1;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::size_t end_of_raw_string(const std::string& s, std::size_t quote) {
  const std::string_view start = std::string_view(s).substr(quote + 1, longest_delimiter + 1);
  const std::size_t length = start.find_first_of("( )\\\t\v\f\n");
  if (length == std::string_view::npos || start[length] != '(') return end_of_quoted(s, quote);
  const std::string close = ")" + std::string(start.substr(0, length)) + "\"";
  return past(s, s.find(close, quote + 1 + length), close.size());
}

CppToken token_at(const std::string& s, std::size_t at) {
  const char next = at + 1 < s.size() ? s[at + 1] : '\0';
  if (s[at] == '/' && next == '/') return {TokenKind::comment, past(s, s.find('\n', at), 0)};
  if (s[at] == '/' && next == '*') return {TokenKind::comment, past(s, s.find("*/", at + 2), 2)};
  if (s[at] == '"' || s[at] == '\'') return {TokenKind::literal, end_of_quoted(s, at)};
  if (is_digit(s[at]) || (s[at] == '.' && is_digit(next))) return {TokenKind::word, end_of_number(s, at + 1)};
  if (!is_word_char(s[at])) return {TokenKind::other, at + 1};
  std::size_t end = at;
  while (end < s.size() && is_word_char(s[end])) ++end;
  const std::string_view word = std::string_view(s).substr(at, end - at);
  if (end < s.size() && s[end] == '"' && one_of(word, {"R", "LR", "uR", "UR", "u8R"}))
    return {TokenKind::literal, end_of_raw_string(s, end)};
  if (end < s.size() && (s[end] == '"' || s[end] == '\'') && one_of(word, {"L", "u", "U", "u8"}))
    return {TokenKind::literal, end_of_quoted(s, end)};
  return {TokenKind::word, end};
}

}  // namespace parcours
