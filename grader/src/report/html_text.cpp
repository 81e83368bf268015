#include "report/html_text.hpp"

#include "report/prose.hpp"
#include "report/unicode.hpp"

namespace parcours {

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string html_prose(std::string_view text) {
  const std::string shown = shortened(text);
  std::string html;
  for (const ProsePart& part : prose_parts(shown))
    html += part.code ? "<code>" + html_text(part.text) + "</code>" : html_text(part.text);
  return html;
}

}  // namespace parcours
