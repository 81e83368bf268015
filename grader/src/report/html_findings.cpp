#include "report/html_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/excerpt.hpp"
#include "report/html_page.hpp"
#include "report/html_text.hpp"
#include "report/sentences.hpp"
#include "report/unicode.hpp"
#include "report/words.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_rows = 200;  ///< of a timeline
constexpr std::size_t code_width = 120;

/// Kinds whose steps are what several threads do at one time. Those of others follow from each other.
bool at_one_time(FindingKind kind) {
  return kind == FindingKind::data_race || kind == FindingKind::lock_order || kind == FindingKind::deadlock ||
         kind == FindingKind::inconclusive;
}

class Findings : HtmlWords {
 public:
  Findings(const GradedSubmission& submission, const Language& language)
      : HtmlWords(language), submission_(submission) {}

  std::string write() {
    const std::vector<const Finding*> all = by_severity(submission_.evidence.findings);
    if (all.empty()) return "";
    html_ =
        fmt::format("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">{}</h2>\n", text("What was found"));
    for (std::size_t i = 0; i < std::min(all.size(), most_findings); ++i) finding(i + 1, *all[i]);
    if (all.size() > most_findings)
      paragraph("soft", fmt::format("… and {} more, left out here.", all.size() - most_findings));
    return html_ + "</section>\n";
  }

 private:
  void finding(std::size_t number, const Finding& finding) {
    html_ += fmt::format("<article class=\"{0}\" id=\"finding-{1}\">\n<h3>{1}. {2}</h3>\n", to_string(finding.severity),
                         number, text(in_words(finding.kind)));
    paragraph("soft", place(finding.location));
    paragraph("soft", costs_nothing(finding.severity));
    // Several lines are values below each other, or a drawing of calls.
    const bool in_columns = finding.message.find('\n') != std::string::npos;
    paragraph(in_columns ? "message columns" : "message", finding.message);
    const bool step_there =
        std::ranges::any_of(finding.steps, [&](const Step& step) { return step.location == finding.location; });
    if (!step_there && finding.timeline.empty()) html_ += code(place(finding.location), finding.location);
    steps(finding);
    timeline(finding);
    paragraph("", finding.advice);
    paragraph("soft", history(submission_, finding));
    html_ += "</article>\n";
  }

  void paragraph(std::string_view style, std::string_view english) {
    if (!english.empty()) html_ += fmt::format("<p class=\"{}\">{}</p>\n", style, prose(english));
  }

  [[nodiscard]] std::string code(const std::string& caption, const SourceLocation& location) const {
    if (!in_header(submission_, location)) return "";
    const std::vector<ExcerptLine> lines = excerpt(submission_.source, location, code_width);
    return lines.empty() ? "" : html_code(caption, lines);
  }

  [[nodiscard]] std::string what_and_where(const Step& step) const {
    const std::string where = place(step.location);
    return where.empty() ? say(step.what) : fmt::format("{} ({})", say(step.what), where);
  }

  /// Steps in the student's code as figures, the others as a list after them.
  void steps(const Finding& finding) {
    std::vector<const Step*> elsewhere;
    std::string figures;
    for (const Step& step : finding.steps) {
      const std::string figure = code(what_and_where(step), step.location);
      if (figure.empty()) elsewhere.push_back(&step);
      figures += figure;
    }
    if (!figures.empty() && at_one_time(finding.kind)) figures = "<div class=\"sides\">\n" + figures + "</div>\n";
    html_ += figures;
    if (elsewhere.empty()) return;
    html_ += "<ul class=\"steps\">\n";
    for (const Step* step : elsewhere) html_ += fmt::format("<li>{}</li>\n", html_prose(what_and_where(*step)));
    html_ += "</ul>\n";
  }

  /// The line of the student's code at a place, without its indent.
  [[nodiscard]] std::string line_at(const std::vector<std::string>& lines, const SourceLocation& location) const {
    if (!in_header(submission_, location) || location.line < 1) return "";
    const auto at = static_cast<std::size_t>(location.line) - 1;
    return at < lines.size() ? clip(printable(trim(lines[at])), code_width) : "";
  }

  void timeline(const Finding& finding) {
    const std::vector<TimelineStep>& all = finding.timeline;
    if (all.empty()) return;
    const std::size_t first = all.size() > most_rows ? all.size() - most_rows : 0;
    std::vector<std::string> threads;
    for (std::size_t i = first; i < all.size(); ++i)
      if (std::ranges::find(threads, all[i].thread) == threads.end()) threads.push_back(all[i].thread);
    const std::string caption =
        text(first > 0 ? fmt::format("The last {} steps of {}, in this order", most_rows, all.size())
                       : std::string("What happened, in this order"));
    html_ += fmt::format(
        "<div class=\"scroll\" tabindex=\"0\">\n<table class=\"timeline\">\n<caption>{}</caption>\n<thead><tr><th "
        "scope=\"col\" class=\"number\">{}</th>",
        caption, text("Step"));
    for (const std::string& thread : threads) html_ += fmt::format("<th scope=\"col\">{}</th>", prose(thread));
    html_ += fmt::format("<th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
                         text("Line"), text("Code"));
    const std::vector<std::string> lines = split(submission_.source, '\n');
    for (std::size_t i = first; i < all.size(); ++i) {
      html_ += fmt::format("<tr><th scope=\"row\" class=\"number\">{}</th>", i + 1);
      for (const std::string& thread : threads)
        html_ += fmt::format("<td>{}</td>", thread == all[i].thread ? prose(all[i].what) : "");
      const std::string code = line_at(lines, all[i].location);
      html_ += fmt::format("<td class=\"number\">{}</td><td>{}</td></tr>\n",
                           code.empty() ? html_text(place(all[i].location)) : std::to_string(all[i].location.line),
                           code.empty() ? "" : "<code>" + html_text(code) + "</code>");
    }
    html_ += "</tbody>\n</table>\n</div>\n";
  }

  const GradedSubmission& submission_;
  std::string html_;
};

}  // namespace

std::string html_findings(const GradedSubmission& submission, const Language& language) {
  return Findings(submission, language).write();
}

}  // namespace parcours
