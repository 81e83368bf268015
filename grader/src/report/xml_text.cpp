#include "report/xml_text.hpp"

#include "util/utf8.hpp"

namespace parcours {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// https://www.w3.org/TR/xml/#charsets. Surrogates are no valid UTF-8 in the first place.
bool allowed(char32_t value) {
  return value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value != 0xFFFE && value != 0xFFFF);
}

std::string_view escaped(char32_t value) {
  switch (value) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (!point.valid || !allowed(point.value))
      result += replacement;
    else if (const std::string_view entity = escaped(point.value); !entity.empty())
      result += entity;
    else
      result += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  return result;
}

}  // namespace parcours
