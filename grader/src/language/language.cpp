#include "language/language.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "language/message_texts.hpp"
#include "util/text.hpp"

namespace parcours {

/// Where a text may be cut into sayings, the coarsest cut first.
struct Cut {
  std::string_view text;
  std::size_t own = 0;        ///< bytes of it that belong to the part in front, which they end
  bool all = false;           ///< a list: it is the grader's only if each item of more than one word is a saying
  std::string_view french{};  ///< as French sets it
};

namespace {

constexpr std::size_t longest = 8000;  ///< bytes; what is longer was not written by the grader
constexpr int deepest = 6;             ///< sayings inside sayings
constexpr int most_lookups = 1000;     ///< for one text; what the grader writes takes some dozens

constexpr std::array<Cut, 6> cuts = {{{.text = "\n", .french = "\n"},
                                      {.text = ". ", .own = 1, .french = " "},
                                      {.text = "? ", .own = 1, .french = " "},
                                      {.text = ": ", .all = true, .french = "\u00a0: "},
                                      {.text = "; ", .all = true, .french = "\u00a0; "},
                                      {.text = ", ", .all = true, .french = ", "}}};

bool is_one_word(std::string_view text) { return trim(text).find(' ') == std::string_view::npos; }

/// Whether `part` of `text` stands between backticks: a name, whatever word it may be.
bool is_code(std::string_view text, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - text.data());
  const std::size_t end = begin + part.size();
  return begin > 0 && end < text.size() && text[begin - 1] == '`' && text[end] == '`';
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

Language::Language(std::string id, const Catalogue& catalogue) : id_(std::move(id)), script_(catalogue.script) {
  add(catalogue.grader);
  add(catalogue.system);
}

void Language::add(const std::vector<Saying>& sayings) {
  for (const Saying& saying : sayings) {
    const Pattern pattern(saying.english);
    if (pattern.has_parts())
      patterns_.emplace(pattern.fixed(), Known{pattern, saying.translated});
    else
      fixed_.emplace(saying.english, saying.translated);
  }
}

std::string Language::say(std::string_view english) const {
  if (id_ == "en" || english.size() > longest) return std::string(english);
  Search search{.left = most_lookups};
  return translate(english, search).text;
}

bool Language::knows(std::string_view english) const {
  Search search{.left = most_lookups};
  return translate(english, search).known;
}

Language::Said Language::translate(std::string_view english, Search& search) const {
  const std::string_view bare = trim(english);
  if (bare.empty() || search.depth == deepest || search.left == 0) return {std::string(english), false};
  ++search.depth;
  --search.left;
  Said said = whole(bare, search);
  if (!said.known) said = apart(bare, search);
  --search.depth;
  if (!said.known) return {std::string(english), false};
  const auto before = static_cast<std::size_t>(bare.data() - english.data());
  return {std::string(english.substr(0, before)) + said.text + std::string(english.substr(before + bare.size())), true};
}

Language::Said Language::whole(std::string_view english, Search& search) const {
  Said said = as_it_stands(english, search);
  if (said.known || english.size() < 2 || !english.ends_with('.')) return said;
  // A saying may end a sentence. One full stop is enough: a text of nothing else would be tried once for each.
  said = as_it_stands(english.substr(0, english.size() - 1), search);
  return said.known ? Said{said.text + ".", true} : Said{std::string(english), false};
}

Language::Said Language::as_it_stands(std::string_view english, Search& search) const {
  if (const auto found = fixed_.find(english); found != fixed_.end()) return {found->second, true};
  for (const auto& [fixed, known] : patterns_) {
    const auto parts = known.pattern.match(english);
    if (!parts) continue;
    std::vector<std::string> filled;
    for (const std::string_view part : *parts)
      filled.push_back(is_code(english, part) ? std::string(part) : translate(part, search).text);
    return {with_parts(known.translated, filled), true};
  }
  // A saying may begin a sentence.
  if (is_upper(english.front())) {
    std::string lower(english);
    lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
    if (const auto found = fixed_.find(lower); found != fixed_.end()) return {capitalised(found->second), true};
  }
  return {std::string(english), false};
}

Language::Said Language::apart(std::string_view english, Search& search) const {
  for (const Cut& cut : cuts) {
    if (english.find(cut.text) == std::string_view::npos) continue;
    if (Said said = in_parts(english, cut, search); said.known) return said;
  }
  return {std::string(english), false};
}

Language::Said Language::in_parts(std::string_view english, const Cut& cut, Search& search) const {
  std::string text;
  std::size_t known = 0;
  std::size_t unknown = 0;
  for (std::string_view rest = english; !rest.empty();) {
    const std::size_t at = rest.find(cut.text);
    const bool last = at == std::string_view::npos;
    const std::string_view part = last ? rest : rest.substr(0, at + cut.own);
    // A single word is a name more often than a saying, but for a list of sayings.
    const Said said = is_one_word(part) && !cut.all ? Said{std::string(part), false} : translate(part, search);
    if (!is_one_word(part)) ++(said.known ? known : unknown);
    text += said.text;
    if (!last) text += id_ == "fr" ? cut.french : cut.text.substr(cut.own);
    rest.remove_prefix(last ? rest.size() : at + cut.text.size());
  }
  return {std::move(text), known > 0 && (unknown == 0 || !cut.all)};
}

const std::vector<std::string>& language_ids() {
  static const std::vector<std::string> ids{"en", "fr"};
  return ids;
}

Language language_named(std::string_view id) {
  if (id != "fr") return {};
  static const Language french = [] {
    const auto catalogue = parse_catalogue(std::string(french_messages()), "grader/messages/fr.yaml", "fr");
    // It is a part of the program, and a test reads it: there is nobody who could mend it here.
    if (!catalogue) throw std::logic_error(catalogue.error().message);
    return Language("fr", *catalogue);
  }();
  return french;
}

std::string language_of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    for (const std::string& id : language_ids())
      if (locale == id || locale.starts_with(id + "_") || locale.starts_with(id + ".")) return id;
    return "en";
  }
  return "en";
}

}  // namespace parcours
