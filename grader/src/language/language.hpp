#pragma once
// The language of what people read. The grader writes everything in English, and evidence stays English wherever it is
// kept; a text is translated when it is shown.
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "language/catalogue.hpp"
#include "language/parts.hpp"

namespace parcours {

struct Cut;

/// Immutable once made: may be shared among threads.
class Language {
 public:
  /// English: every text is said as it stands.
  Language() = default;
  Language(std::string id, const Catalogue& catalogue);

  /// "en", "fr": as in HTML's `lang`.
  [[nodiscard]] const std::string& id() const { return id_; }

  /// Adds sayings that the grader's catalogue does not have: of an exercise, of a chapter.
  void add(const std::vector<Saying>& sayings);

  /// `english` in this language. Of a text that is made of several sayings each is translated: what fills the parts of
  /// another one, sentences one after the other, lines, items of a list. What no catalogue knows stays as it is: a
  /// compiler's message, a name, what a test printed.
  [[nodiscard]] std::string say(std::string_view english) const;

  /// Whether `english` is a saying, or made of nothing else. Names and numbers fill parts.
  [[nodiscard]] bool knows(std::string_view english) const;

  /// What the page's script says. None in English.
  [[nodiscard]] const std::vector<Saying>& script() const { return script_; }

 private:
  struct Known {
    Pattern pattern;
    std::string translated;
  };
  struct Said {
    std::string text;
    bool known = false;
  };

  /// Sayings inside sayings, and how many texts may still be looked up: it all ends soon, whatever a submission wrote.
  struct Search {
    int depth = 0;
    int left = 0;
  };

  [[nodiscard]] Said translate(std::string_view english, Search& search) const;
  [[nodiscard]] Said whole(std::string_view english, Search& search) const;
  [[nodiscard]] Said as_it_stands(std::string_view english, Search& search) const;
  [[nodiscard]] Said apart(std::string_view english, Search& search) const;
  [[nodiscard]] Said in_parts(std::string_view english, const Cut& cut, Search& search) const;

  std::string id_ = "en";
  std::map<std::string, std::string, std::less<>> fixed_;
  std::multimap<std::size_t, Known, std::greater<>> patterns_;  ///< those with the most fixed text first
  std::vector<Saying> script_;
};

/// "en" and those with a catalogue.
[[nodiscard]] const std::vector<std::string>& language_ids();

/// The grader's own words in a language of the list above; English for anything else.
[[nodiscard]] Language language_named(std::string_view id);

/// The one of the list that the environment asks for by LC_ALL, LC_MESSAGES or LANG, the first that is set; else "en".
[[nodiscard]] std::string language_of_locale();

}  // namespace parcours
