#pragma once
// What a copier does to a program so that it looks like another one. What comes out need not compile.
#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "util/cpp_text.hpp"
#include "util/text.hpp"

namespace parcours::disguise {

inline std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += part + separator;
  return text;
}

/// Every name another one, each time the same.
inline std::string renamed(const std::string& source) {
  static const std::set<std::string, std::less<>> keywords{
      "alignas",     "alignof",      "and",      "auto",         "bool",
      "break",       "case",         "catch",    "char",         "class",
      "co_await",    "co_return",    "co_yield", "concept",      "const",
      "const_cast",  "constexpr",    "continue", "decltype",     "default",
      "define",      "delete",       "do",       "double",       "else",
      "enum",        "explicit",     "extern",   "false",        "final",
      "float",       "for",          "friend",   "goto",         "if",
      "include",     "inline",       "int",      "long",         "mutable",
      "namespace",   "new",          "noexcept", "not",          "nullptr",
      "once",        "operator",     "or",       "override",     "pragma",
      "private",     "protected",    "public",   "requires",     "return",
      "short",       "signed",       "sizeof",   "static",       "static_assert",
      "static_cast", "struct",       "switch",   "template",     "this",
      "throw",       "thread_local", "true",     "try",          "typedef",
      "typename",    "union",        "unsigned", "using",        "virtual",
      "void",        "volatile",     "while",    "dynamic_cast", "reinterpret_cast"};
  std::map<std::string, std::string, std::less<>> names;
  std::string text;
  for (std::size_t at = 0; at < source.size();) {
    const CppToken token = token_at(source, at);
    const std::string part = source.substr(at, token.end - at);
    const bool is_name = token.kind == TokenKind::word && !keywords.contains(part) && (part[0] < '0' || part[0] > '9');
    text += is_name ? names.emplace(part, "v" + std::to_string(names.size())).first->second : part;
    at = token.end;
  }
  return text;
}

/// A comment in every line, other indentation, blank lines.
inline std::string commented(const std::string& source) {
  std::string text = "/* All my own work. */\n";
  for (const std::string& line : split(source, '\n')) {
    if (line.starts_with("#"))
      text += line + "\n";
    else
      text += "\t  " + line.substr(std::min(line.find_first_not_of(' '), line.size())) + "  // as it must be\n\n";
  }
  return text;
}

/// Without const, std:: and [[…]], `int` widened.
inline std::string requalified(const std::string& source) {
  std::string text = std::regex_replace(source, std::regex(R"(\bconst |\bstd::|\[\[\w+\]\] ?)"), "");
  text = std::regex_replace(text, std::regex(R"(\b(int|unsigned)\b)"), "unsigned long");
  return "using namespace std;\n" + text;
}

/// Keywords behind macros.
inline std::string with_macros(const std::string& source) {
  return "#define GIVE return\n#define WHEN if\n#define LOOP while\n" +
         std::regex_replace(std::regex_replace(std::regex_replace(source, std::regex("\\breturn\\b"), "GIVE"),
                                               std::regex("\\bif\\b"), "WHEN"),
                            std::regex("\\bwhile\\b"), "LOOP");
}

/// What blank lines separate, in the reverse order.
inline std::string reordered(const std::string& source) {
  std::vector<std::string> blocks{""};
  for (const std::string& line : split(source, '\n')) {
    if (line.empty())
      blocks.emplace_back();
    else
      blocks.back() += line + "\n";
  }
  std::reverse(blocks.begin(), blocks.end());
  return joined(blocks, "\n");
}

/// A statement more after every `distance` lines that end one.
inline std::string padded(const std::string& source, int distance) {
  std::string text;
  int ends = 0;
  for (const std::string& line : split(source, '\n')) {
    text += line + "\n";
    if (line.ends_with(";") && ++ends % distance == 0) text += "int spare" + std::to_string(ends) + " = 0;\n";
  }
  return text;
}

/// All of it, with a statement more after every `distance`.
inline std::string thorough(const std::string& source, int distance) {
  return renamed(commented(with_macros(requalified(reordered(padded(source, distance))))));
}

}  // namespace parcours::disguise
