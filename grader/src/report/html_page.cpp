#include "report/html_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html_text.hpp"

namespace parcours {
namespace {

// Colours by role; the dark ones stand in where the reader's system asks for them, the light ones always on paper.
constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606b;--paper:#fff;--panel:#f4f5f7;--line:#cfd4da;--good:#146c37;
--part:#7d5200;--bad:#b3261e;--here:#fff0c2;--blue:#1c5b9e;--bar:#7fa9d6}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#a7b0bb;--paper:#15181b;--panel:#1f2327;--line:#434a52;
--good:#7bd79a;--part:#f0bd63;--bad:#ff9389;--here:#4b4018;--blue:#93bff7;--bar:#3f6da3}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--panel:#fff;--line:#999;--good:#0b5c2b;
--part:#6a4600;--bad:#96190f;--here:#eee;--blue:#124a86;--bar:#9bb9dc}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:62rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-bottom:.2rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:0 0 .3rem}
p{margin:.4rem 0;max-width:48rem}
a{color:var(--blue)}
code,pre{font-family:ui-monospace,"SF Mono",Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
.soft,figcaption,caption{color:var(--soft)}
.message{white-space:pre-wrap}
.score{font-size:1.35rem;margin:.8rem 0 .2rem}
.good{color:var(--good)}
.part{color:var(--part)}
.bad{color:var(--bad)}
.next,.notice{padding:.7rem .9rem;margin:1rem 0;max-width:none;background:var(--panel);border-left:.3rem solid var(--blue)}
.notice{border-color:var(--part)}
.next h2{margin:0;padding:0;border:0;font-size:1rem}
table{border-collapse:collapse;margin:.6rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.3rem}
th,td{padding:.3rem .7rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{border-bottom-width:2px}
th[scope=row]{font-weight:600}
td.number,th.number{text-align:right;white-space:nowrap}
td.word,th.word{white-space:nowrap}
.wide{width:100%}
.figures td,.figures th{padding-right:1.6rem}
.scroll{overflow-x:auto;overflow-wrap:normal}
.timeline{min-width:40rem}
td p{margin:.1rem 0}
article{margin:1.4rem 0;padding:.8rem 1rem;border:1px solid var(--line);border-left:.3rem solid var(--bad);border-radius:.2rem}
article.review,article.info,article.pair{border-left-color:var(--blue)}
figure{margin:.6rem 0;min-width:0}
figcaption{font-size:.9rem}
pre{margin:.2rem 0;padding:.5rem .7rem;overflow-x:auto;background:var(--panel);border:1px solid var(--line);
line-height:1.45;overflow-wrap:normal}
pre .here{display:inline-block;min-width:100%;background:var(--here);font-weight:700}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:0 1rem}
.steps{padding-left:1.4rem}
svg{display:block;width:100%;height:auto;margin:.6rem 0}
svg text{fill:var(--ink);font:12px system-ui,"DejaVu Sans",sans-serif}
svg .axis{stroke:var(--soft)}
svg .range{stroke:var(--blue);stroke-width:10}
svg .dot{fill:var(--blue);stroke:var(--paper);stroke-width:2}
svg .bar{fill:var(--bar)}
svg .track{fill:var(--panel);stroke:var(--line)}
svg .mark{stroke:var(--ink);stroke-dasharray:4 3}
.total{max-width:26rem}
.speed{max-width:34rem}
.bars{max-width:40rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.6rem 0}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
summary{cursor:pointer}
footer{margin-top:2.5rem;color:var(--soft);font-size:.9rem}
@media (max-width:30rem){article{padding:.6rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.3rem}}
@media print{body{max-width:none;padding:0;font-size:10pt}article,figure,tr,.next{break-inside:avoid}
h2,h3{break-after:avoid}pre,.scroll{overflow:visible;white-space:pre-wrap}}
)css";

}  // namespace

std::string html_page(std::string_view title, const std::string& body) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>";
  page += html_text(title);
  page += "</title>\n<style>";
  page += style;
  page += "</style>\n</head>\n<body>\n";
  page += body;
  page += "</body>\n</html>\n";
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
