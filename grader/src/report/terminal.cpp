#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <vector>

#include "report/excerpt.hpp"
#include "report/page.hpp"
#include "report/scaling_words.hpp"
#include "report/sentences.hpp"
#include "report/speed_bar.hpp"
#include "report/timeline.hpp"
#include "report/unicode.hpp"
#include "report/words.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_findings = 8;
constexpr std::size_t most_compile_errors = 3;
constexpr std::size_t most_phases = 3;
constexpr std::string_view indent = "  ";

Paint paint_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::passed:
      return Paint::green;
    case CriterionStatus::partial:
      return Paint::yellow;
    case CriterionStatus::failed:
      return Paint::red;
    case CriterionStatus::skipped:
      return Paint::dim;
  }
  return Paint::plain;
}

/// Blanks in front, so that it ends at the end of its columns.
std::string at_the_right(const std::string& text, int columns) {
  const std::size_t used = code_points(text);
  const auto all = static_cast<std::size_t>(columns);
  return std::string(used < all ? all - used : 1, ' ') + text;
}

class Report {
 public:
  Report(const GradedSubmission& submission, const TerminalStyle& style, const Language& language)
      : submission_(submission),
        language_(language),
        page_(static_cast<std::size_t>(std::max(style.width, 40)), style.color) {}

  std::string write() {
    header();
    if (submission_.outcome != "rejected") {
      ladder();
      total();
    }
    findings();
    searches();
    speed();
    time();
    next();
    return page_.text();
  }

 private:
  [[nodiscard]] std::string say(std::string_view english) const { return language_.say(english); }

  void header() {
    const std::string& title = submission_.title.empty() ? submission_.exercise : submission_.title;
    page_.edges(say(title), std::filesystem::path(submission_.path).filename().string(), Paint::bold, Paint::dim);
    if (submission_.student) page_.paragraph("", *submission_.student, Paint::dim);
    page_.blank();
    if (submission_.outcome == "graded") return;
    page_.paragraph("", say(outcome_words(submission_)), Paint::yellow);
    page_.paragraph(indent, say(submission_.outcome_reason));
    page_.blank();
  }

  void ladder() {
    std::size_t digits = 1;
    for (const CriterionGrade& criterion : submission_.grade.criteria) {
      digits = std::max(digits, std::to_string(criterion.max_points).size());
    }
    for (const CriterionGrade& criterion : submission_.grade.criteria) {
      const Paint paint = paint_of(criterion.status);
      const std::string points = fmt::format("{0:>{2}}/{1:<{2}}", criterion.points, criterion.max_points, digits);
      const std::size_t room = page_.width() - indent.size() - 2 - code_points(points) - 6;
      const std::string title = clip(printable(criterion.title.empty() ? criterion.id : say(criterion.title)), room);
      const std::string dots(room - code_points(title) + 3, '.');
      page_.line(fmt::format("{}{} {} {} {}", indent, page_.painted(paint, sign(criterion.status)), title,
                             page_.painted(Paint::dim, dots), page_.painted(paint, points)));
      if (criterion.status == CriterionStatus::passed) continue;
      page_.paragraph("    ", say(criterion.message));
      page_.paragraph("    ", say(advice_to_show(criterion, submission_.grade)), Paint::dim);
    }
    page_.blank();
  }

  void total() {
    const Grade& grade = submission_.grade;
    if (grade.criteria.empty()) return;
    const std::string score = fmt::format("{}{} {}/{}  ", indent, say("Total"), grade.score, grade.max_score);
    std::string outcome = "  " + say(verdict(submission_));
    const std::size_t text = code_points(score) + code_points(outcome);
    std::size_t room = std::min<std::size_t>(40, page_.width() - std::min(page_.width(), text));
    outcome = clip(outcome, page_.width() - std::min(page_.width(), code_points(score)) - room);
    if (room < 8) room = 0;
    const double share = grade.max_score > 0 ? static_cast<double>(grade.score) / grade.max_score : 0;
    const auto full = static_cast<std::size_t>(std::floor(std::clamp(share, 0.0, 1.0) * static_cast<double>(room)));
    std::string done;
    std::string open;
    for (std::size_t i = 0; i < room; ++i) (i < full ? done : open) += i < full ? "█" : "░";
    const Paint paint = grade.passed ? Paint::green : Paint::yellow;
    page_.line(page_.painted(Paint::bold, score) + page_.painted(paint, done) + page_.painted(Paint::dim, open) +
               page_.painted(paint, outcome));
    page_.paragraph(indent, say(submission_.note));
    page_.blank();
  }

  /// What costs points first; of many compile errors only the first few, since the rest often follow from them.
  std::vector<const Finding*> chosen() const {
    std::vector<const Finding*> chosen = by_severity(submission_.evidence.findings);
    std::size_t compile_errors = 0;
    std::erase_if(chosen, [&](const Finding* finding) {
      return finding->kind == FindingKind::compile_error && ++compile_errors > most_compile_errors;
    });
    if (chosen.size() > most_findings) chosen.resize(most_findings);
    return chosen;
  }

  void findings() {
    const std::vector<const Finding*> shown = chosen();
    if (shown.empty()) return;
    page_.line(page_.painted(Paint::bold, say("What was found")));
    page_.blank();
    for (std::size_t i = 0; i < shown.size(); ++i) finding(i + 1, *shown[i]);
    if (const std::size_t left = submission_.evidence.findings.size() - shown.size(); left > 0) {
      page_.paragraph(indent, say(fmt::format("… and {} more, left out here.", left)), Paint::dim);
      page_.blank();
    }
  }

  void finding(std::size_t number, const Finding& finding) {
    page_.edges(fmt::format("{}. {}", number, say(in_words(finding.kind))), place(finding.location),
                finding.severity == Severity::error ? Paint::red : Paint::cyan, Paint::dim);
    page_.paragraph("   ", say(costs_nothing(finding.severity)), Paint::dim);
    page_.paragraph("   ", say(finding.message));
    std::vector<SourceLocation> drawn;
    const bool step_there =
        std::ranges::any_of(finding.steps, [&](const Step& step) { return step.location == finding.location; });
    if (!step_there && finding.timeline.empty()) source(finding.location, drawn);
    for (const Step& step : finding.steps) {
      const std::string where = place(step.location);
      page_.paragraph("   - ", where.empty() ? say(step.what) : fmt::format("{} ({})", say(step.what), where));
      source(step.location, drawn);
    }
    draw_timeline(page_, finding, submission_.header, submission_.source, language_);
    page_.paragraph("   ", say(history(submission_, finding)), Paint::dim);
    page_.paragraph("   ", say(finding.advice), Paint::cyan);
    page_.blank();
  }

  /// Lines of the student's header around a place in it, once a place.
  void source(const SourceLocation& location, std::vector<SourceLocation>& drawn) {
    if (!in_header(submission_, location)) return;
    if (std::ranges::find(drawn, location) != drawn.end()) return;
    const std::size_t digits = std::to_string(location.line + 1).size();
    const std::size_t gutter = 5 + digits + 3;
    const std::vector<ExcerptLine> lines = excerpt(submission_.source, location, page_.width() - gutter);
    if (lines.empty()) return;
    drawn.push_back(location);
    page_.blank();
    for (const ExcerptLine& line : lines) {
      page_.line(fmt::format("   {} {} {}", page_.painted(Paint::red, line.here ? ">" : " "),
                             page_.painted(Paint::dim, fmt::format("{:>{}} │", line.number, digits)),
                             line.here ? page_.painted(Paint::bold, line.text) : line.text));
      if (line.caret == 0) continue;
      page_.line(fmt::format("     {} {}{}", page_.painted(Paint::dim, fmt::format("{:>{}} │", "", digits)),
                             std::string(line.caret - 1, ' '), page_.painted(Paint::red, "^")));
    }
    page_.blank();
  }

  void searches() {
    const std::string words = searches_in_words(submission_.evidence);
    if (words.empty()) return;
    page_.line(page_.painted(Paint::bold, say("Interleavings")));
    page_.paragraph(indent, say(words));
    page_.blank();
  }

  void speed() {
    const Speedup& speedup = submission_.evidence.speedup;
    if (!has_speed(submission_.evidence)) return;
    page_.edges(
        say("Speed"),
        say(fmt::format("{} pairs, {} thread{}", speedup.pairs, speedup.threads, speedup.threads == 1 ? "" : "s")),
        Paint::bold, Paint::dim);
    const std::vector<std::string> sentences = speed_in_words(speedup);
    for (const std::string& sentence : sentences)
      page_.paragraph(indent, say(sentence),
                      !speedup.stable && &sentence == &sentences.back() ? Paint::yellow : Paint::plain);
    const auto [labels, bar] = speed_bar(speedup, std::min(static_cast<int>(page_.width()) - 4, 64));
    page_.line(page_.painted(Paint::dim, "    " + labels));
    page_.line("    " + bar);
    page_.blank();
    scaling();
  }

  void scaling() {
    const Scaling& scaling = submission_.evidence.scaling;
    if (!scaling.points.empty()) {
      constexpr std::array<std::pair<const char*, int>, 7> columns{{{"threads", 11},
                                                                    {"time", 11},
                                                                    {"speed-up", 11},
                                                                    {"reference", 12},
                                                                    {"efficiency", 13},
                                                                    {"at work", 10},
                                                                    {"switches", 11}}};
      std::string head;
      for (const auto& [word, width] : columns) head += at_the_right(say(word), width);
      page_.line(page_.painted(Paint::dim, head));
      for (const ScalingPoint& point : scaling.points) {
        std::string row;
        const auto cells = cells_of(scaling, point);
        for (std::size_t i = 0; i < cells.size(); ++i) row += at_the_right(cells[i], columns[i].second);
        page_.line(row);
      }
    }
    const std::vector<std::string> sentences = in_words(scaling);
    for (const std::string& sentence : sentences) page_.paragraph(indent, say(sentence));
    if (!sentences.empty()) page_.blank();
  }

  /// One line: the whole and what took longest.
  void time() {
    std::vector<Phase> phases = submission_.evidence.phases;
    if (phases.empty()) return;
    std::ranges::sort(phases, std::greater{}, &Phase::seconds);
    std::string text = say(fmt::format("Graded in {:.1f} s:", submission_.evidence.seconds));
    for (std::size_t i = 0; i < std::min(most_phases, phases.size()); ++i) {
      text += fmt::format("{}{} {:.1f}", i == 0 ? " " : ", ", say(phases[i].name), phases[i].seconds);
    }
    if (phases.size() > most_phases) text += ", …";
    page_.line(page_.painted(Paint::dim, clip(printable(text), page_.width())));
    page_.blank();
  }

  void next() {
    const bool open = !submission_.grade.next_step.empty();
    page_.paragraph(open ? say("Next:") + " " : "", say(next_in_words(submission_)), open ? Paint::bold : Paint::green);
  }

  const GradedSubmission& submission_;
  const Language& language_;
  Page page_;
};

}  // namespace

std::string to_terminal(const GradedSubmission& submission, const TerminalStyle& style, const Language& language) {
  return Report(submission, style, language).write();
}

}  // namespace parcours
