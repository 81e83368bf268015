#pragma once
// Text of any origin as text of an HTML page.
#include <string>
#include <string_view>

#include "language/language.hpp"

namespace parcours {

/// Printable, with the characters that mean something to HTML as entities: fit between tags, and in an attribute in
/// quotes.
[[nodiscard]] std::string html_text(std::string_view text);

/// The same, cut to what a page should show of one message, with what stands between backticks as code.
[[nodiscard]] std::string html_prose(std::string_view text);

/// The grader's English as HTML in the language of the page, which must outlive this.
class HtmlWords {
 public:
  explicit HtmlWords(const Language& language) : language_(language) {}

  [[nodiscard]] const Language& language() const { return language_; }
  [[nodiscard]] std::string say(std::string_view english) const { return language_.say(english); }
  [[nodiscard]] std::string text(std::string_view english) const { return html_text(say(english)); }
  [[nodiscard]] std::string prose(std::string_view english) const { return html_prose(say(english)); }

 private:
  const Language& language_;
};

}  // namespace parcours
