#include "report/summary_similar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html_page.hpp"
#include "report/html_text.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t code_width = 120;

/// Lines `first` to `last` of a file, of which at most `most`, as far as there are any.
std::string side(const std::string& name, const std::vector<std::string>& file, int first, int last, int most) {
  const int size = static_cast<int>(file.size());
  const int begin = std::clamp(first, 1, size + 1);
  const int end = std::min(last, size);
  const int shown = std::min(end, begin + most - 1);
  std::vector<ExcerptLine> lines;
  for (int number = begin; number <= shown; ++number)
    lines.push_back({number, clip(printable(file[static_cast<std::size_t>(number) - 1]), code_width), false, 0});
  const std::string more = end > shown ? fmt::format(", of which the first {}", most) : "";
  return html_code(fmt::format("{}, {}{}", name, lines_in_words(first, last), more), lines);
}

std::string pair_of(const SimilarSubmissions& pair, const PersonIndex& persons, const SimilarLimits& limits) {
  const std::string a = persons.name(pair.a);
  const std::string b = persons.name(pair.b);
  const std::vector<std::string> a_lines = split(pair.a_source, '\n');
  const std::vector<std::string> b_lines = split(pair.b_source, '\n');
  std::string html = fmt::format(
      "<article class=\"pair\">\n<h3>{} and {}</h3>\n<p>{} of the smaller one's own code is in the other one, in {} "
      "region{}.</p>\n<details>\n<summary>Show the regions side by side</summary>\n",
      html_text(a), html_text(b), percent(pair.share, 1), pair.regions.size(), pair.regions.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(limits.regions, pair.regions.size()); ++i) {
    const MatchedRegion& region = pair.regions[i];
    html += "<div class=\"sides\">\n" + side(a, a_lines, region.a_first, region.a_last, limits.lines) +
            side(b, b_lines, region.b_first, region.b_last, limits.lines) + "</div>\n";
  }
  if (pair.regions.size() > limits.regions)
    html += fmt::format("<p class=\"soft\">… and {} more regions, left out here.</p>\n",
                        pair.regions.size() - limits.regions);
  return html + "</details>\n</article>\n";
}

}  // namespace

std::string lines_in_words(int first, int last) {
  return first == last ? fmt::format("line {}", first) : fmt::format("lines {} to {}", first, last);
}

std::string html_similar(const BatchSummary& summary, const PersonIndex& persons, const SimilarLimits& limits) {
  if (summary.similar.empty()) return "";
  std::string html =
      "<section aria-labelledby=\"similar\">\n<h2 id=\"similar\">Similar submissions</h2>\n"
      "<p>Long stretches of the same code but for names and layout, without what everybody was given. That is a reason "
      "to look, not a proof: small exercises have few solutions.</p>\n";
  const std::size_t shown = std::min(limits.pairs, summary.similar.size());
  for (std::size_t i = 0; i < shown; ++i) html += pair_of(summary.similar[i], persons, limits);
  if (summary.similar.size() > shown)
    html += fmt::format("<p class=\"soft\">… and {} more pairs, left out here.</p>\n", summary.similar.size() - shown);
  return html + "</section>\n";
}

}  // namespace parcours
