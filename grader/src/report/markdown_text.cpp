#include "report/markdown_text.hpp"

#include <algorithm>
#include <cctype>

#include "report/prose.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

/// Takes no room, and keeps GitHub from reading what is before and behind it as one: mentions, references and addresses
/// are found in the text after Markdown's own escapes are gone.
constexpr std::string_view gap = "&#8203;";

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// The word that begins at `at`, in small letters; empty where none begins.
std::string word_at(std::string_view text, std::size_t at) {
  std::string word;
  if (at > 0 && is_word(text[at - 1])) return word;
  for (; at < text.size() && is_word(text[at]); ++at)
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
  return word;
}

/// What GitHub links when it is followed by more, or as it is: "www.…", "GH-12", the number of a commit. A number in
/// digits alone stays whole: it is a seed or an amount, to be copied.
bool refers(const std::string& word) {
  const auto hexadecimal = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (word == "www" || word == "gh") return true;
  return word.size() >= 7 && word.size() <= 40 && std::ranges::all_of(word, hexadecimal) &&
         !std::ranges::all_of(word, digit);
}

/// Whether the colon at `at` is that of an address or begins the name of a picture: "https://", ":heart:".
bool makes_more(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (end < text.size() && text[end] == '/') return true;
  while (end < text.size() && (is_word(text[end]) || text[end] == '_' || text[end] == '-' || text[end] == '+')) ++end;
  return end > at + 1 && end < text.size() && text[end] == ':';
}

/// Whether a full stop or a bracket at `at` would make the beginning of the line a numbered list.
bool numbers_a_list(std::string_view text, std::size_t at) {
  return at > 0 && (at + 1 == text.size() || text[at + 1] == ' ') &&
         std::ranges::all_of(text.substr(0, at), [](char c) { return c >= '0' && c <= '9'; });
}

std::string escaped(std::string_view text, bool begins_line) {
  std::string markdown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '&':
        markdown += "&amp;";
        break;
      case '<':
        markdown += "&lt;";
        break;
      case '>':
        markdown += "&gt;";
        break;
      case '$':  // else the beginning of a formula
        markdown += "&#36;";
        break;
      case '@':
      case '#':
        markdown.append("\\").append(1, c).append(gap);
        break;
      case ':':
        markdown.append(makes_more(text, i) ? gap : "").append(1, c);
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '~':
      case '|':
        markdown.append("\\").append(1, c);
        break;
      case '-':
      case '+':
      case '=':
        markdown.append(begins_line && i == 0 ? "\\" : "").append(1, c);
        break;
      case '.':
      case ')':
        markdown.append(begins_line && numbers_a_list(text, i) ? "\\" : "").append(1, c);
        break;
      default:
        markdown.append(1, c).append(refers(word_at(text, i)) ? gap : "");
    }
  }
  return markdown;
}

/// Runs of blanks and line ends as one blank, none at the ends.
std::string joined(std::string_view text) {
  std::string line;
  for (const std::string& word : split(one_line(text), ' ')) {
    if (word.empty()) continue;
    if (!line.empty()) line += ' ';
    line += word;
  }
  return line;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const std::string line = joined(shortened(text));
  std::string markdown;
  for (const ProsePart& part : prose_parts(line)) {
    // Of code in a cell of a table, a bar would still end the cell.
    if (part.code && part.text.find('|') == std::string_view::npos)
      markdown.append("`").append(part.text).append("`");
    else
      markdown += escaped(part.text, markdown.empty());
  }
  return markdown;
}

std::string markdown_code(std::string_view text) {
  const std::string line = joined(text);
  if (line.empty()) return "";
  const std::string fence(longest_run(line, '`') + 1, '`');
  const std::string_view blank = line.front() == '`' || line.back() == '`' ? " " : "";
  return std::string(fence).append(blank).append(line).append(blank).append(fence);
}

std::string markdown_block(std::string_view text, std::string_view language) {
  const std::string clean = printable(text);
  const std::string fence(std::max<std::size_t>(3, longest_run(clean, '`') + 1), '`');
  std::string block = fence;
  block.append(language).append("\n").append(clean);
  if (!clean.ends_with('\n')) block += '\n';
  return block.append(fence).append("\n");
}

}  // namespace parcours
