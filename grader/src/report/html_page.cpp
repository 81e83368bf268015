#include "report/html_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html_text.hpp"
#include "report/web_bundle.hpp"
#include "util/base64.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

/// As a Content-Security-Policy names an inlined style or script: only that text is let in.
std::string source_of(std::string_view text) { return fmt::format("'sha256-{}'", base64(sha256_bytes(text))); }

/// Nothing is allowed but this page's own style and script: no network, no other script, whatever stands in the page.
const std::string& policy() {
  static const std::string text =
      fmt::format("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
                  source_of(web_style()), source_of(web_script()));
  return text;
}

}  // namespace

std::string html_page(std::string_view title, const std::string& body, const PageTraits& traits) {
  std::string page =
      fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", traits.language) +
      "<meta http-equiv=\"Content-Security-Policy\" content=\"";
  page += policy();
  page +=
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>";
  page += html_text(title);
  page += "</title>\n<style>";
  page += web_style();
  page += "</style>\n</head>\n<body>\n";
  page += body;
  if (!traits.data.empty()) {
    page += "<script type=\"application/json\" id=\"result\">";
    page += traits.data;
    page += "</script>\n";
  }
  page += "<script>";
  page += web_script();
  page += "</script>\n</body>\n</html>\n";
  return page;
}

std::string html_code(std::string_view caption, const std::vector<ExcerptLine>& lines) {
  std::size_t digits = 1;
  for (const ExcerptLine& line : lines) digits = std::max(digits, std::to_string(line.number).size());
  std::string html =
      fmt::format("<figure><figcaption>{}</figcaption>\n<pre tabindex=\"0\"><code>", html_prose(caption));
  for (const ExcerptLine& line : lines) {
    const std::string text =
        fmt::format("{} {:>{}} │ {}", line.here ? "&gt;" : " ", line.number, digits, html_text(line.text));
    html += line.here ? fmt::format("<span class=\"here\">{}</span>\n", text) : text + "\n";
    if (line.caret > 0) html += fmt::format("  {:>{}} │ {}^\n", "", digits, std::string(line.caret - 1, ' '));
  }
  return html + "</code></pre></figure>\n";
}

}  // namespace parcours
