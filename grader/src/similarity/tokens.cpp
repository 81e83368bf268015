#include "similarity/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "similarity/words.hpp"
#include "util/cpp_text.hpp"

namespace parcours {
namespace {

constexpr std::string_view blanks = " \t\v\f\r\n";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

/// Lines that end in a backslash joined with the next one, as the compiler does before all else.
struct Joined {
  std::string text;
  std::vector<int> lines;  ///< of each character
};

Joined join_lines(const std::string& source) {
  Joined joined;
  joined.text.reserve(source.size());
  joined.lines.reserve(source.size());
  int line = 1;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::size_t end = source[i] == '\\' ? source.find_first_not_of(" \t\v\f\r", i + 1) : std::string::npos;
    if (end != std::string::npos && source[end] == '\n') {
      i = end;
    } else {
      joined.text += source[i];
      joined.lines.push_back(line);
    }
    if (source[i] == '\n') ++line;
  }
  return joined;
}

class Reader {
 public:
  explicit Reader(const std::string& source) : joined_(join_lines(source)), text_(joined_.text) {}

  ProgramTokens read() && {
    while (at_ < text_.size() && found_.kinds.size() < most_tokens) step();
    keep(std::min(found_.kinds.size(), most_tokens));
    return std::move(found_);
  }

 private:
  void step() {
    const CppToken token = token_at(text_, at_);
    if (token.kind == TokenKind::other) return punctuation();
    if (token.kind == TokenKind::word) {
      word(std::string_view(text_).substr(at_, token.end - at_));
    } else if (token.kind == TokenKind::literal) {
      add(literal_kind);
    }
    if (token.kind != TokenKind::comment) line_is_empty_ = false;
    at_ = std::max(at_, token.end);
  }

  void word(std::string_view text) {
    if (text == "this" && skip_arrow(at_ + text.size())) return;
    if (const auto macro = macros_.find(text); macro != macros_.end()) {
      for (const char kind : macro->second) add(kind);
      return;
    }
    const Word word = role_of(text);
    if (word.role == WordRole::name) add(name_kind);
    if (word.role == WordRole::number) add(number_kind);
    if (word.role == WordRole::type && !after_type_) add(name_kind);
    for (const char kind : word.kinds) add(kind);
    after_type_ = word.role == WordRole::type || (word.role == WordRole::nothing && after_type_);
  }

  bool skip_arrow(std::size_t at) {
    const std::size_t next = text_.find_first_not_of(blanks, at);
    if (next == std::string::npos || text_.compare(next, 2, "->") != 0) return false;
    at_ = next + 2;
    return true;
  }

  void punctuation() {
    const char c = text_[at_];
    if (is_blank(c)) {
      if (c == '\n') line_is_empty_ = true;
      ++at_;
      return;
    }
    if (line_is_empty_ && (c == '#' || here("%:"))) return directive();
    line_is_empty_ = false;
    if (here("[[") && skip_attribute()) return;
    if (here("::")) return qualification();
    if (here("<%") || here("%>")) {
      at_ += 2;
    } else if (here("<:") && !here("<::")) {
      add('[');
      ++at_;
    } else if (here(":>")) {
      add(']');
      ++at_;
    } else if (c != '{' && c != '}' && c != '\\') {
      add(c);
    }
    ++at_;
  }

  /// Of `a::b::c` the last name remains.
  void qualification() {
    if (last() == name_kind) keep(found_.kinds.size() - 1);
    at_ += 2;
  }

  bool skip_attribute() {
    constexpr std::size_t longest = 200;
    const std::size_t length = std::string_view(text_).substr(at_, longest).find("]]");
    if (length == std::string_view::npos) return false;
    at_ += length + 2;
    return true;
  }

  void directive() {
    at_ += text_[at_] == '#' ? 1 : 2;
    if (plain_word() != "define") {
      while (at_ < text_.size() && text_[at_] != '\n') at_ = token_at(text_, at_).end;
      return;
    }
    line_is_empty_ = false;
    const std::string_view name = plain_word();
    if (here("(")) {
      at_ = std::min(text_.find_first_of(")\n", at_), text_.size());
      if (here(")")) ++at_;
    } else {
      object_macro(name);
    }
  }

  /// Its replacement counts where its name stands, so that `RETURN` is `return`.
  void object_macro(std::string_view name) {
    constexpr std::size_t longest = 64;
    const std::size_t start = std::exchange(macro_start_, found_.kinds.size());
    while (at_ < text_.size() && text_[at_] != '\n' && found_.kinds.size() < most_tokens) step();
    std::string kinds = found_.kinds.substr(std::exchange(macro_start_, start));
    if (kinds.size() > longest) return;
    keep(found_.kinds.size() - kinds.size());
    macros_[name] = std::move(kinds);
  }

  /// The next word of this line, after blanks and comments; empty: there is none.
  std::string_view plain_word() {
    while (at_ < text_.size() && text_[at_] != '\n') {
      const CppToken token = token_at(text_, at_);
      const std::size_t start = at_;
      if (token.kind == TokenKind::word) {
        at_ = token.end;
        return std::string_view(text_).substr(start, token.end - start);
      }
      if (token.kind != TokenKind::comment && !is_blank(text_[at_])) break;
      at_ = token.end;
    }
    return {};
  }

  [[nodiscard]] bool here(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }
  [[nodiscard]] char last() const { return found_.kinds.size() <= macro_start_ ? '\0' : found_.kinds.back(); }

  void keep(std::size_t tokens) {
    found_.kinds.resize(tokens);
    found_.lines.resize(tokens);
  }

  void add(char kind) {
    if (kind == last() && (kind == ';' || kind == literal_kind)) return;
    found_.kinds += kind;
    found_.lines.push_back(joined_.lines[at_]);
    after_type_ = false;
  }

  Joined joined_;
  const std::string& text_;
  std::size_t at_ = 0;
  bool line_is_empty_ = true;  ///< up to here
  bool after_type_ = false;
  std::unordered_map<std::string_view, std::string> macros_;  ///< kinds of the replacement, of those without arguments
  std::size_t macro_start_ = 0;                               ///< tokens before it are not looked back at
  ProgramTokens found_;
};

}  // namespace

ProgramTokens program_tokens(const std::string& source) { return Reader(source).read(); }

}  // namespace parcours
