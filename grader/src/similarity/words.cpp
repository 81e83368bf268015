#include "similarity/words.hpp"

#include <cctype>
#include <unordered_map>
#include <utility>

namespace parcours {
namespace {

using Words = std::unordered_map<std::string_view, Word>;

constexpr std::string_view types[] = {"auto",   "void",    "bool",    "char",     "int",
                                      "short",  "long",    "signed",  "unsigned", "float",
                                      "double", "wchar_t", "char8_t", "char16_t", "char32_t"};

constexpr std::string_view numbers[] = {"true", "false", "nullptr"};

constexpr std::string_view nothings[] = {"const",   "constexpr", "consteval", "constinit", "inline",
                                         "static",  "extern",    "register",  "volatile",  "mutable",
                                         "virtual", "explicit",  "noexcept",  "override",  "final"};

constexpr std::string_view keywords[] = {
    "class",      "union",     "enum",     "template", "using",         "namespace", "operator", "public",
    "protected",  "private",   "friend",   "if",       "else",          "for",       "while",    "do",
    "switch",     "case",      "default",  "break",    "continue",      "return",    "goto",     "try",
    "catch",      "throw",     "new",      "delete",   "sizeof",        "decltype",  "concept",  "requires",
    "co_await",   "co_return", "co_yield", "asm",      "static_assert", "alignas",   "alignof",  "thread_local",
    "static_cast"};

constexpr std::pair<std::string_view, std::string_view> synonyms[] = {
    {"struct", "class"},           {"typename", "class"},
    {"typedef", "using"},          {"dynamic_cast", "static_cast"},
    {"const_cast", "static_cast"}, {"reinterpret_cast", "static_cast"}};

constexpr std::pair<std::string_view, std::string_view> spellings[] = {
    {"and", "&&"},  {"or", "||"},     {"not", "!"},    {"bitand", "&"},  {"bitor", "|"},  {"xor", "^"},
    {"compl", "~"}, {"and_eq", "&="}, {"or_eq", "|="}, {"xor_eq", "^="}, {"not_eq", "!="}};

Words make_words() {
  Words words;
  for (const std::string_view word : types) words[word] = {WordRole::type, ""};
  for (const std::string_view word : numbers) words[word] = {WordRole::number, ""};
  for (const std::string_view word : nothings) words[word] = {WordRole::nothing, ""};
  char kind = literal_kind;
  for (const std::string_view word : keywords) words[word] = {WordRole::keyword, std::string(1, ++kind)};
  for (const auto& [word, same] : synonyms) words[word] = words.at(same);
  for (const auto& [word, spelled] : spellings) words[word] = {WordRole::spelling, std::string(spelled)};
  return words;
}

}  // namespace

Word role_of(std::string_view text) {
  static const Words words = make_words();
  if (std::isdigit(static_cast<unsigned char>(text.front())) != 0 || text.front() == '.') return {WordRole::number, ""};
  const auto known = words.find(text);
  return known == words.end() ? Word{} : known->second;
}

}  // namespace parcours
