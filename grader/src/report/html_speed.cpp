#include "report/html_speed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/html_text.hpp"
#include "report/scaling_words.hpp"
#include "report/sentences.hpp"

namespace parcours {
namespace {

constexpr double least = 0.25;
constexpr double most = 2.0;
constexpr double left = 30;
constexpr double octave = 120;  ///< units of the drawing

/// Where a ratio stands on the scale, which is logarithmic; what lies beyond its ends stands at them.
double x(double ratio) {
  const double shown = ratio > least ? std::min(ratio, most) : least;
  return left + octave * std::log2(shown / least);
}

std::string drawing(const Speedup& speedup, const HtmlWords& words) {
  std::string svg = fmt::format(
      "<svg class=\"speed\" viewBox=\"0 0 {:.0f} 70\" role=\"img\" aria-label=\"{}\">\n<line class=\"axis\" "
      "x1=\"{:.1f}\" "
      "x2=\"{:.1f}\" y1=\"30\" y2=\"30\"/>\n",
      x(most) + left,
      words.text(fmt::format("On a scale of speeds: {} that of the reference, between {} and {}", times(speedup.ratio),
                             times(speedup.low), times(speedup.high))),
      x(least), x(most));
  for (const double ratio : {0.25, 0.5, 1.0, 2.0})
    svg += fmt::format(
        "<line class=\"{0}\" x1=\"{1:.1f}\" x2=\"{1:.1f}\" y1=\"{2}\" y2=\"40\"/><text x=\"{1:.1f}\" y=\"56\" "
        "text-anchor=\"middle\">{3:g}×</text>\n",
        ratio == 1 ? "mark" : "axis", x(ratio), ratio == 1 ? 18 : 24, ratio);
  svg += fmt::format(
      "<text x=\"{:.1f}\" y=\"12\" text-anchor=\"middle\">{}</text>\n"
      "<line class=\"range\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"30\" y2=\"30\"/>"
      "<circle class=\"dot\" cx=\"{:.1f}\" cy=\"30\" r=\"4\"/>\n</svg>\n",
      x(1), words.text("the reference"), x(speedup.low), x(speedup.high), x(speedup.ratio));
  return svg;
}

std::string curve(const Scaling& scaling, const HtmlWords& words) {
  if (scaling.points.empty()) return "";
  std::string html = fmt::format("<div class=\"scroll\" tabindex=\"0\">\n<table>\n<caption>{}</caption>\n<thead><tr>",
                                 words.text("The same work with more threads"));
  for (const std::string_view head : {"Threads", "Time", "Speed-up", "Reference", "Efficiency", "At work", "Switches"})
    html += fmt::format("<th scope=\"col\" class=\"number\">{}</th>", words.text(head));
  html += "</tr></thead>\n<tbody>\n";
  for (const ScalingPoint& point : scaling.points) {
    const auto cells = cells_of(scaling, point);
    html += fmt::format("<tr><th scope=\"row\" class=\"number\">{}</th>", cells.front());
    for (std::size_t i = 1; i < cells.size(); ++i) html += fmt::format("<td class=\"number\">{}</td>", cells[i]);
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

}  // namespace

std::string html_speed(const GradedSubmission& submission, const Language& language) {
  if (!has_speed(submission.evidence)) return "";
  const Speedup& speedup = submission.evidence.speedup;
  const HtmlWords words(language);
  std::string html =
      fmt::format("<section aria-labelledby=\"speed\">\n<h2 id=\"speed\">{}</h2>\n", words.text("Speed"));
  const auto paragraph = [&](std::string_view english) { html += fmt::format("<p>{}</p>\n", words.prose(english)); };
  for (const std::string& sentence : speed_in_words(speedup)) paragraph(sentence);
  html += drawing(speedup, words);
  for (const CriterionGrade& criterion : submission.grade.criteria)
    if (criterion.kind == CriterionKind::speed && criterion.max_points > 0)
      paragraph(fmt::format("Worth {} of {} points: {}.", criterion.points, criterion.max_points, criterion.message));
  html += fmt::format("<p class=\"soft\">{}</p>\n",
                      words.text(fmt::format("Measured in {} pairs, with {} thread{}.", speedup.pairs, speedup.threads,
                                             speedup.threads == 1 ? "" : "s")));
  html += curve(submission.evidence.scaling, words);
  for (const std::string& sentence : in_words(submission.evidence.scaling)) paragraph(sentence);
  return html + "</section>\n";
}

}  // namespace parcours
