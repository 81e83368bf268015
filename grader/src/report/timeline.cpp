#include "report/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_rows = 40;
constexpr std::size_t margin = 3;
constexpr std::size_t widest_column = 30;
constexpr std::size_t narrowest_column = 12;

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t used = code_points(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

}  // namespace

void draw_timeline(Page& page, const Finding& finding, const std::string& header, const std::string& source,
                   const Language& language) {
  const std::vector<TimelineStep>& all = finding.timeline;
  if (all.empty()) return;
  const std::size_t first = all.size() > most_rows ? all.size() - most_rows : 0;
  std::vector<std::string> threads;
  std::set<int> lines;
  for (std::size_t i = first; i < all.size(); ++i) {
    if (std::ranges::find(threads, all[i].thread) == threads.end()) threads.push_back(all[i].thread);
    if (all[i].location.file == header) lines.insert(all[i].location.line);
  }
  const std::size_t digits = std::to_string(lines.empty() ? 1 : *lines.rbegin()).size();
  const std::size_t taken = margin + digits + 3 * threads.size();
  const std::size_t room = page.width() > taken ? (page.width() - taken) / threads.size() : 0;
  const std::size_t column = std::clamp(room, narrowest_column, widest_column);
  const auto row = [&](const std::string& gutter, const std::vector<std::string>& cells, Paint paint) {
    std::string text = std::string(margin, ' ') + page.painted(Paint::dim, fmt::format("{:>{}}", gutter, digits));
    for (const std::string& cell : cells)
      text += page.painted(Paint::dim, " │ ") + page.painted(paint, padded(cell, column));
    page.line(text);
  };
  page.blank();
  if (first > 0)
    page.paragraph(std::string(margin, ' '),
                   language.say(fmt::format("The last {} steps of {}:", most_rows, all.size())), Paint::dim);
  std::vector<std::string> names;
  for (const std::string& thread : threads) names.push_back(clip(printable(language.say(thread)), column));
  row("", names, Paint::bold);
  for (std::size_t i = first; i < all.size(); ++i) {
    const TimelineStep& step = all[i];
    const auto at = static_cast<std::size_t>(std::ranges::find(threads, step.thread) - threads.begin());
    const std::string number = step.location.file == header ? std::to_string(step.location.line) : "";
    bool begun = false;
    for (const std::string& part : wrap(printable(language.say(step.what)), column)) {
      std::vector<std::string> cells(threads.size());
      cells[at] = part;
      row(begun ? "" : number, cells, Paint::plain);
      begun = true;
    }
  }
  page.blank();
  const std::vector<std::string> code = split(source, '\n');
  for (const int line : lines) {
    if (line < 1 || line > static_cast<int>(code.size())) continue;
    const std::string text = printable(trim(code[static_cast<std::size_t>(line) - 1]));
    page.line(std::string(margin, ' ') + page.painted(Paint::dim, fmt::format("{:>{}} │ ", line, digits)) +
              clip(text, page.width() - margin - digits - 3));
  }
  page.blank();
}

}  // namespace parcours
