#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <vector>

#include "report/excerpt.hpp"
#include "report/page.hpp"
#include "report/scaling_words.hpp"
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

struct Mark {
  std::string_view sign;
  Paint paint;
};

Mark mark_of(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::passed:
      return {"✓", Paint::green};
    case CriterionStatus::partial:
      return {"~", Paint::yellow};
    case CriterionStatus::failed:
      return {"✗", Paint::red};
    case CriterionStatus::skipped:
      return {"–", Paint::dim};
  }
  return {"?", Paint::plain};
}

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

std::string place(const SourceLocation& location) {
  if (location.file.empty() || location.line <= 0) return location.file;
  return fmt::format("{}:{}", location.file, location.line);
}

/// "1.84×", "12×": three digits at most.
std::string times(double ratio) { return fmt::format("{:.{}f}×", ratio, ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0); }

class Report {
 public:
  Report(const GradedSubmission& submission, const TerminalStyle& style)
      : submission_(submission), page_(static_cast<std::size_t>(std::max(style.width, 40)), style.color) {}

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
  void header() {
    const std::string& title = submission_.title.empty() ? submission_.exercise : submission_.title;
    page_.edges(title, file_name(submission_.path), Paint::bold, Paint::dim);
    if (submission_.student) page_.paragraph("", *submission_.student, Paint::dim);
    page_.blank();
    if (submission_.outcome == "graded") return;
    const bool machine = submission_.outcome == "not-graded";
    page_.paragraph("", machine ? "Not graded. The fault is this machine's, not yours." : "This cannot be graded.",
                    Paint::yellow);
    page_.paragraph(indent, submission_.outcome_reason);
    page_.blank();
  }

  void ladder() {
    std::size_t digits = 1;
    for (const CriterionGrade& criterion : submission_.grade.criteria) {
      digits = std::max(digits, std::to_string(criterion.max_points).size());
    }
    for (const CriterionGrade& criterion : submission_.grade.criteria) {
      const Mark mark = mark_of(criterion.status);
      const std::string points = fmt::format("{0:>{2}}/{1:<{2}}", criterion.points, criterion.max_points, digits);
      const std::size_t room = page_.width() - indent.size() - 2 - code_points(points) - 6;
      const std::string title = clip(printable(criterion.title.empty() ? criterion.id : criterion.title), room);
      const std::string dots(room - code_points(title) + 3, '.');
      page_.line(fmt::format("{}{} {} {} {}", indent, page_.painted(mark.paint, mark.sign), title,
                             page_.painted(Paint::dim, dots), page_.painted(mark.paint, points)));
      if (criterion.status == CriterionStatus::passed) continue;
      page_.paragraph("    ", criterion.message);
      const bool told = submission_.grade.next_step.find(criterion.advice) != std::string::npos;
      if (criterion.status != CriterionStatus::skipped && !told) page_.paragraph("    ", criterion.advice, Paint::dim);
    }
    page_.blank();
  }

  void total() {
    const Grade& grade = submission_.grade;
    if (grade.criteria.empty()) return;
    const std::string score = fmt::format("{}Total {}/{}  ", indent, grade.score, grade.max_score);
    std::string verdict = grade.passed ? "  passed" : fmt::format("  not passed, {} needed", submission_.pass_mark);
    if (submission_.outcome == "not-graded" || grade.not_graded) verdict = "  not final";
    const std::size_t text = code_points(score) + code_points(verdict);
    std::size_t room = std::min<std::size_t>(40, page_.width() - std::min(page_.width(), text));
    verdict = clip(verdict, page_.width() - std::min(page_.width(), code_points(score)) - room);
    if (room < 8) room = 0;
    const double share = grade.max_score > 0 ? static_cast<double>(grade.score) / grade.max_score : 0;
    const auto full = static_cast<std::size_t>(std::floor(std::clamp(share, 0.0, 1.0) * static_cast<double>(room)));
    std::string done;
    std::string open;
    for (std::size_t i = 0; i < room; ++i) (i < full ? done : open) += i < full ? "█" : "░";
    const Paint paint = grade.passed ? Paint::green : Paint::yellow;
    page_.line(page_.painted(Paint::bold, score) + page_.painted(paint, done) + page_.painted(Paint::dim, open) +
               page_.painted(paint, verdict));
    page_.blank();
  }

  /// What costs points first; of many compile errors only the first few, since the rest often follow from them.
  std::vector<const Finding*> chosen() const {
    std::vector<const Finding*> chosen;
    std::size_t compile_errors = 0;
    for (const Severity severity : {Severity::error, Severity::review, Severity::info}) {
      for (const Finding& finding : submission_.evidence.findings) {
        if (finding.severity != severity) continue;
        if (finding.kind == FindingKind::compile_error && ++compile_errors > most_compile_errors) continue;
        chosen.push_back(&finding);
      }
    }
    if (chosen.size() > most_findings) chosen.resize(most_findings);
    return chosen;
  }

  void findings() {
    const std::vector<const Finding*> shown = chosen();
    if (shown.empty()) return;
    page_.line(page_.painted(Paint::bold, "What was found"));
    page_.blank();
    for (std::size_t i = 0; i < shown.size(); ++i) finding(i + 1, *shown[i]);
    if (const std::size_t left = submission_.evidence.findings.size() - shown.size(); left > 0) {
      page_.paragraph(indent, fmt::format("… and {} more, left out here.", left), Paint::dim);
      page_.blank();
    }
  }

  void finding(std::size_t number, const Finding& finding) {
    page_.edges(fmt::format("{}. {}", number, in_words(finding.kind)), place(finding.location),
                finding.severity == Severity::error ? Paint::red : Paint::cyan, Paint::dim);
    if (finding.severity == Severity::review)
      page_.paragraph("   ", "For a person to look at; it costs nothing.", Paint::dim);
    if (finding.severity == Severity::info) page_.paragraph("   ", "Good to know; it costs nothing.", Paint::dim);
    page_.paragraph("   ", finding.message);
    std::vector<SourceLocation> drawn;
    const bool step_there =
        std::ranges::any_of(finding.steps, [&](const Step& step) { return step.location == finding.location; });
    if (!step_there && finding.timeline.empty()) source(finding.location, drawn);
    for (const Step& step : finding.steps) {
      const std::string where = place(step.location);
      page_.paragraph("   - ", where.empty() ? step.what : fmt::format("{} ({})", step.what, where));
      source(step.location, drawn);
    }
    draw_timeline(page_, finding, submission_.header, submission_.source);
    page_.paragraph("   ", history(finding), Paint::dim);
    page_.paragraph("   ", finding.advice, Paint::cyan);
    page_.blank();
  }

  std::string history(const Finding& finding) const {
    if (!finding.scenario.empty() && finding.seed != 0)
      return fmt::format(
          "Scenario {}, found in schedule {}. Again with `parcours explore {} … --scenario {} --seed {}`.",
          finding.scenario, finding.schedules_tried, submission_.exercise, finding.scenario, finding.seed);
    std::string text;
    if (!finding.test.empty() && finding.also_in.empty()) text = fmt::format("Test {}. ", finding.test);
    if (!finding.also_in.empty()) text = fmt::format("Test {} and {} more. ", finding.test, finding.also_in.size());
    if (finding.runs > 1) text += fmt::format("Seen in {} of {} runs. ", finding.seen, finding.runs);
    if (finding.seed != 0) text += fmt::format("Again with --seed {}. ", finding.seed);
    return text;
  }

  /// Lines of the student's header around a place in it, once a place.
  void source(const SourceLocation& location, std::vector<SourceLocation>& drawn) {
    if (location.file.empty() ||
        (location.file != submission_.header && file_name(location.file) != file_name(submission_.path)))
      return;
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
    const std::vector<ScenarioSearch>& all = submission_.evidence.searches;
    if (all.empty()) return;
    unsigned schedules = 0;
    for (const ScenarioSearch& search : all) schedules += search.tried;
    const auto wrong = std::ranges::count_if(submission_.evidence.findings,
                                             [](const Finding& finding) { return !finding.scenario.empty(); });
    page_.line(page_.painted(Paint::bold, "Interleavings"));
    page_.paragraph(
        indent,
        fmt::format(
            "{} schedules of {} scenario{} tried: {}.", schedules, all.size(), all.size() == 1 ? "" : "s",
            wrong == 0 ? "none goes wrong" : fmt::format("{} of them go{} wrong", wrong, wrong == 1 ? "es" : "")));
    page_.blank();
  }

  void speed() {
    const Speedup& speedup = submission_.evidence.speedup;
    if (!submission_.evidence.measured || !std::isfinite(speedup.ratio)) return;
    page_.edges("Speed",
                fmt::format("{} pairs, {} thread{}", speedup.pairs, speedup.threads, speedup.threads == 1 ? "" : "s"),
                Paint::bold, Paint::dim);
    page_.paragraph(indent, fmt::format("{} the speed of the reference (95 % sure: {} to {}).", times(speedup.ratio),
                                        times(speedup.low), times(speedup.high)));
    for (const BaselineSpeed& baseline : speedup.baselines)
      page_.paragraph(indent, fmt::format("{} the speed of {}.", times(baseline.ratio), baseline.name));
    if (!speedup.stable)
      page_.paragraph(indent, fmt::format("This machine was too busy to tell exactly. {}", speedup.disturbed_by),
                      Paint::yellow);
    const auto [labels, bar] = speed_bar(speedup, std::min(static_cast<int>(page_.width()) - 4, 64));
    page_.line(page_.painted(Paint::dim, "    " + labels));
    page_.line("    " + bar);
    page_.blank();
    scaling();
  }

  void scaling() {
    const Scaling& scaling = submission_.evidence.scaling;
    if (!scaling.points.empty()) {
      page_.line(page_.painted(Paint::dim, "    threads       time   speed-up   efficiency   at work   switches"));
      for (const ScalingPoint& point : scaling.points) {
        const Efficiency found = efficiency_of(scaling, point);
        page_.line(fmt::format("    {:>7} {:>7.2f} ms {:>10} {:>10.0f} % {:>7.0f} % {:>10.0f}", point.threads,
                               1000 * point.seconds, times(found.speedup), 100 * found.efficiency,
                               100 * found.utilisation, point.switches));
      }
    }
    const std::vector<std::string> sentences = in_words(scaling);
    for (const std::string& sentence : sentences) page_.paragraph(indent, sentence);
    if (!sentences.empty()) page_.blank();
  }

  /// One line: the whole and what took longest.
  void time() {
    std::vector<Phase> phases = submission_.evidence.phases;
    if (phases.empty()) return;
    std::ranges::sort(phases, std::greater{}, &Phase::seconds);
    std::string text = fmt::format("Graded in {:.1f} s", submission_.evidence.seconds);
    for (std::size_t i = 0; i < std::min(most_phases, phases.size()); ++i) {
      text += fmt::format("{}{} {:.1f}", i == 0 ? ": " : ", ", phases[i].name, phases[i].seconds);
    }
    if (phases.size() > most_phases) text += ", …";
    page_.line(page_.painted(Paint::dim, clip(printable(text), page_.width())));
    page_.blank();
  }

  void next() {
    const Grade& grade = submission_.grade;
    if (!grade.next_step.empty()) {
      page_.paragraph("Next: ", grade.next_step, Paint::bold);
    } else if (submission_.outcome == "graded" && !grade.criteria.empty()) {
      page_.paragraph("", "Full marks. Nothing left to mend.", Paint::green);
    }
  }

  const GradedSubmission& submission_;
  Page page_;
};

}  // namespace

std::string to_terminal(const GradedSubmission& submission, const TerminalStyle& style) {
  return Report(submission, style).write();
}

}  // namespace parcours
