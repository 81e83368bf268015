#include "toolchain/directives.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "util/cpp_text.hpp"

namespace parcours {
namespace {

/// Lines that end in a backslash, blanks after it or not, joined with the next one.
struct Joined {
  std::string text;
  std::vector<std::size_t> origin;  ///< of each of its characters, and of its end: the position in the source
};

Joined join_lines(const std::string& source) {
  Joined joined;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::size_t end = source[i] == '\\' ? source.find_first_not_of(" \t\v\f", i + 1) : std::string::npos;
    if (end != std::string::npos && source[end] == '\n') {
      i = end;
      continue;
    }
    joined.text += source[i];
    joined.origin.push_back(i);
  }
  joined.origin.push_back(source.size());
  return joined;
}

/// Stands for a line end in a comment, which does not end a directive.
constexpr char line_end_in_comment = '\v';

/// The code without what only looks like it: comments become blanks, and so do literals of several lines. Line ends
/// stay, but for those in comments. In a raw string lines are not joined, so its end is looked for in the source as it
/// is.
std::string bare_code(const std::string& source) {
  const Joined joined = join_lines(source);
  std::string bare;
  for (std::size_t at = 0; at < joined.text.size();) {
    CppToken token = token_at(joined.text, at);
    const std::size_t quote = joined.text.find('"', at);
    if (token.kind == TokenKind::literal && quote < token.end && quote > at && joined.text[quote - 1] == 'R') {
      const std::size_t end = end_of_raw_string(source, joined.origin[quote]);
      token.end = static_cast<std::size_t>(std::lower_bound(joined.origin.begin(), joined.origin.end(), end) -
                                           joined.origin.begin());
    }
    const std::string text = joined.text.substr(at, token.end - at);
    const bool several_lines = text.find('\n') != std::string::npos && token.kind != TokenKind::other;
    for (const char c : text) {
      if (token.kind == TokenKind::comment)
        bare += c == '\n' ? line_end_in_comment : ' ';
      else
        bare += c == '\n' || !several_lines ? c : ' ';
    }
    at = token.end;
  }
  return bare;
}

class Reader {
 public:
  explicit Reader(const std::string& line) : line_(line) {}
  void blanks() {
    while (at_ < line_.size() && std::isspace(static_cast<unsigned char>(line_[at_])) != 0) ++at_;
  }
  bool take(std::string_view text) {
    if (line_.compare(at_, text.size(), text) != 0) return false;
    at_ += text.size();
    return true;
  }
  std::string word() {
    const std::size_t start = at_;
    while (at_ < line_.size() && is_word_char(line_[at_])) ++at_;
    return line_.substr(start, at_ - start);
  }

 private:
  const std::string& line_;
  std::size_t at_ = 0;
};

/// Names in quotes after `verb` anywhere in the line: #pragma push_macro("X"), _Pragma("pop_macro(\"X\")").
void quoted_names(const std::string& line, std::string_view verb, std::set<std::string>& names) {
  for (std::size_t at = 0; (at = line.find(verb, at)) != std::string::npos; at += verb.size()) {
    std::size_t start = at + verb.size();
    while (start < line.size() && !is_word_char(line[start])) ++start;
    std::size_t end = start;
    while (end < line.size() && is_word_char(line[end])) ++end;
    if (end > start) names.insert(line.substr(start, end - start));
  }
}

}  // namespace

Directives read_directives(const std::string& source) {
  Directives found;
  const std::string code = bare_code(source);
  int number = 0;
  for (std::size_t start = 0; start < code.size();) {
    const std::size_t end = std::min(code.find('\n', start), code.size());
    const std::string line = code.substr(start, end - start);
    start = end + 1;
    number += 1 + static_cast<int>(std::count(line.begin(), line.end(), line_end_in_comment));
    quoted_names(line, "push_macro", found.macros);
    quoted_names(line, "pop_macro", found.macros);
    Reader reader(line);
    reader.blanks();
    if (!reader.take("#") && !reader.take("%:")) continue;
    reader.blanks();
    const std::string verb = reader.word();
    reader.blanks();
    if (verb == "define" || verb == "undef") {
      if (const std::string name = reader.word(); !name.empty()) found.macros.insert(name);
    } else if (found.line_directive == 0 &&
               (verb == "line" || (!verb.empty() && std::isdigit(static_cast<unsigned char>(verb.front())) != 0))) {
      found.line_directive = number;
    }
  }
  return found;
}

}  // namespace parcours
