#include "report/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/sentences.hpp"
#include "report/unicode.hpp"
#include "report/words.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_steps = 40;

void add_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

std::string with_place(const std::string& what, const SourceLocation& location) {
  const std::string where = one_line(place(location));
  return where.empty() ? what : fmt::format("{} ({})", what, where);
}

}  // namespace

std::string name_of(const CriterionGrade& criterion) {
  const std::string title = one_line(criterion.title);
  const std::string_view name = trim(title);
  return name.empty() ? one_line(criterion.id) : std::string(name);
}

bool left_out(const CriterionGrade& criterion) {
  return criterion.max_points == 0 && criterion.status == CriterionStatus::skipped;
}

std::string points_text(int points) { return fmt::format("{} point{}", points, points == 1 ? "" : "s"); }

std::string reason_of(const CriterionGrade& criterion) {
  std::string text = std::string(trim(printable(criterion.message)));
  if (criterion.status != CriterionStatus::skipped) add_line(text, trim(printable(criterion.advice)));
  return text;
}

std::string reason_line(const CriterionGrade& criterion) {
  std::string text;
  for (const std::string& line : split(reason_of(criterion), '\n')) {
    if (trim(line).empty()) continue;
    if (!text.empty()) text += std::string_view(".:;!?").find(text.back()) == std::string_view::npos ? ". " : " ";
    text += trim(line);
  }
  return text;
}

std::string why_no_grade(const GradedSubmission& submission) {
  const std::string_view words = outcome_words(submission);
  return words.empty() ? "" : fmt::format("{} {}", words, one_line(submission.outcome_reason));
}

std::string details_of(const Finding& finding) {
  std::string text = std::string(trim(printable(finding.message)));
  for (const Step& step : finding.steps) add_line(text, with_place("- " + one_line(step.what), step.location));
  const std::size_t steps = finding.timeline.size();
  const std::size_t first = steps > most_steps ? steps - most_steps : 0;
  if (first > 0) add_line(text, fmt::format("The last {} steps of {}:", most_steps, steps));
  for (std::size_t i = first; i < steps; ++i) {
    const TimelineStep& step = finding.timeline[i];
    add_line(text,
             with_place(fmt::format("{}. {}: {}", i + 1, one_line(step.thread), one_line(step.what)), step.location));
  }
  add_line(text, trim(printable(finding.advice)));
  return text;
}

std::string findings_text(const GradedSubmission& submission, std::size_t most) {
  const std::vector<const Finding*> all = by_severity(submission.evidence.findings);
  std::string text;
  for (std::size_t i = 0; i < std::min(all.size(), most); ++i) {
    const std::string where = one_line(place(all[i]->location));
    text += fmt::format("{}{}{}{}\n{}", text.empty() ? "" : "\n\n", where, where.empty() ? "" : ": ",
                        in_words(all[i]->kind), details_of(*all[i]));
  }
  if (all.size() > most) text += fmt::format("\n\n… and {} more.", all.size() - most);
  return text;
}

}  // namespace parcours
