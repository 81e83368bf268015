#include "report/markdown_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/excerpt.hpp"
#include "report/markdown_text.hpp"
#include "report/prose.hpp"
#include "report/sentences.hpp"
#include "report/words.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_findings = 100;
constexpr std::size_t most_rows = 100;  ///< of a timeline
constexpr std::size_t code_width = 110;

class Findings {
 public:
  Findings(const GradedSubmission& submission, const Language& language)
      : submission_(submission), language_(language) {}

  std::string write() {
    const std::vector<const Finding*> all = by_severity(submission_.evidence.findings);
    if (all.empty()) return "";
    markdown_ = fmt::format("## {}\n\n", say("What was found"));
    for (std::size_t i = 0; i < std::min(all.size(), most_findings); ++i) finding(i + 1, *all[i]);
    if (all.size() > most_findings)
      paragraph(say(fmt::format("… and {} more, left out here.", all.size() - most_findings)));
    return std::move(markdown_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view english) const { return language_.say(english); }

  /// `text` is Markdown; nothing where it is empty.
  void paragraph(std::string_view text) {
    if (!text.empty()) markdown_.append(text).append("\n\n");
  }

  void finding(std::size_t number, const Finding& finding) {
    const std::string where = place(finding.location);
    markdown_ += fmt::format("### {}. {}{}{}\n\n", number, say(in_words(finding.kind)), where.empty() ? "" : ": ",
                             markdown_code(where));
    paragraph(say(costs_nothing(finding.severity)));
    message(say(finding.message));
    const bool step_there =
        std::ranges::any_of(finding.steps, [&](const Step& step) { return step.location == finding.location; });
    if (!step_there && finding.timeline.empty()) code(finding.location);
    for (const Step& step : finding.steps) {
      const std::string at = place(step.location);
      paragraph(markdown_text(say(step.what)) + (at.empty() ? "" : " (" + markdown_code(at) + ")"));
      code(step.location);
    }
    timeline(finding);
    paragraph(markdown_text(say(finding.advice)));
    paragraph(markdown_text(say(history(submission_, finding))));
  }

  /// What is laid out in lines keeps them.
  void message(std::string_view text) {
    if (text.find('\n') == std::string_view::npos)
      paragraph(markdown_text(text));
    else
      paragraph(markdown_block(shortened(text), "text"));
  }

  void code(const SourceLocation& location) {
    if (!in_header(submission_, location)) return;
    std::string lines;
    const std::size_t digits = std::to_string(location.line + 1).size();
    for (const ExcerptLine& line : excerpt(submission_.source, location, code_width)) {
      lines += fmt::format("{} {:>{}} │ {}\n", line.here ? ">" : " ", line.number, digits, line.text);
      if (line.caret > 0) lines += fmt::format("  {:>{}} │ {}^\n", "", digits, std::string(line.caret - 1, ' '));
    }
    if (!lines.empty()) paragraph(markdown_block(lines, "text"));
  }

  void timeline(const Finding& finding) {
    const std::vector<TimelineStep>& all = finding.timeline;
    if (all.empty()) return;
    const std::size_t first = all.size() > most_rows ? all.size() - most_rows : 0;
    std::vector<std::string> threads;
    for (std::size_t i = first; i < all.size(); ++i)
      if (std::ranges::find(threads, all[i].thread) == threads.end()) threads.push_back(all[i].thread);
    if (first > 0) paragraph(say(fmt::format("The last {} steps of {}:", most_rows, all.size())));
    markdown_ += fmt::format("| {} |", say("Step"));
    for (const std::string& thread : threads) markdown_ += fmt::format(" {} |", markdown_text(say(thread)));
    markdown_ += fmt::format(" {} |\n| ---: |", say("Place"));
    for (std::size_t i = 0; i <= threads.size(); ++i) markdown_ += " --- |";
    markdown_ += '\n';
    for (std::size_t i = first; i < all.size(); ++i) {
      markdown_ += fmt::format("| {} |", i + 1);
      for (const std::string& thread : threads)
        markdown_ += fmt::format(" {} |", thread == all[i].thread ? markdown_text(say(all[i].what)) : "");
      markdown_ += fmt::format(" {} |\n", markdown_text(place(all[i].location)));
    }
    markdown_ += '\n';
  }

  const GradedSubmission& submission_;
  const Language& language_;
  std::string markdown_;
};

}  // namespace

std::string markdown_findings(const GradedSubmission& submission, const Language& language) {
  return Findings(submission, language).write();
}

}  // namespace parcours
