#include "report/sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace parcours {
namespace {

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

}  // namespace

std::string place(const SourceLocation& location) {
  if (location.file.empty() || location.line <= 0) return location.file;
  return fmt::format("{}:{}", location.file, location.line);
}

bool in_header(const GradedSubmission& submission, const SourceLocation& location) {
  if (location.file.empty()) return false;
  return location.file == submission.header || file_name(location.file) == file_name(submission.path);
}

std::string times(double ratio) { return fmt::format("{:.{}f}×", ratio, ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0); }

std::string verdict(const GradedSubmission& submission) {
  if (submission.outcome == "not-graded" || submission.grade.not_graded) return "not final";
  return submission.grade.passed ? "passed" : fmt::format("not passed, {} needed", submission.grade.pass_mark);
}

std::string_view outcome_words(const GradedSubmission& submission) {
  if (submission.outcome == "graded") return "";
  return submission.outcome == "not-graded" ? "Not graded. The fault is this machine's, not yours."
                                            : "This cannot be graded.";
}

std::string_view sign(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::passed:
      return "✓";
    case CriterionStatus::partial:
      return "~";
    case CriterionStatus::failed:
      return "✗";
    case CriterionStatus::skipped:
      return "–";
  }
  return "?";
}

std::string_view advice_to_show(const CriterionGrade& criterion, const Grade& grade) {
  if (criterion.status == CriterionStatus::passed || criterion.status == CriterionStatus::skipped) return "";
  return grade.next_step.find(criterion.advice) == std::string::npos ? std::string_view(criterion.advice) : "";
}

std::vector<const Finding*> by_severity(const std::vector<Finding>& findings) {
  std::vector<const Finding*> ordered;
  for (const Severity severity : {Severity::error, Severity::review, Severity::info})
    for (const Finding& finding : findings)
      if (finding.severity == severity) ordered.push_back(&finding);
  return ordered;
}

std::string_view costs_nothing(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "";
    case Severity::review:
      return "For a person to look at; it costs nothing.";
    case Severity::info:
      return "Good to know; it costs nothing.";
  }
  return "";
}

std::string history(const GradedSubmission& submission, const Finding& finding) {
  if (!finding.scenario.empty() && finding.seed != 0)
    return fmt::format("Scenario {}, found in schedule {}. Again with `parcours explore {} … --scenario {} --seed {}`.",
                       finding.scenario, finding.schedules_tried, submission.exercise, finding.scenario, finding.seed);
  std::string text;
  if (!finding.test.empty() && finding.also_in.empty()) text = fmt::format("Test {}. ", finding.test);
  if (!finding.also_in.empty()) text = fmt::format("Test {} and {} more. ", finding.test, finding.also_in.size());
  if (finding.runs > 1) text += fmt::format("Seen in {} of {} runs. ", finding.seen, finding.runs);
  if (finding.seed != 0) text += fmt::format("Again with --seed {}. ", finding.seed);
  if (!text.empty()) text.pop_back();
  return text;
}

std::vector<std::pair<std::string, std::string>> conditions(const GradedSubmission& submission) {
  const Evidence& evidence = submission.evidence;
  std::vector<std::pair<std::string, std::string>> all;
  const auto add = [&all](std::string name, std::string value) {
    if (!value.empty()) all.emplace_back(std::move(name), std::move(value));
  };
  add("exercise", submission.exercise);
  add("SHA-256 of the file", submission.sha256);
  if (evidence.test_runs > 0)
    add("runs of the tests",
        fmt::format("{}, {} of them complete under the race detector", evidence.test_runs, evidence.race_runs));
  if (evidence.seed != 0) add("seed", std::to_string(evidence.seed));
  for (const auto& [name, value] : evidence.environment) add(name, value);
  if (evidence.seconds > 0) add("time", fmt::format("{:.1f} s", evidence.seconds));
  for (const Phase& phase : evidence.phases) add("of that, " + phase.name, fmt::format("{:.1f} s", phase.seconds));
  return all;
}

std::string searches_in_words(const Evidence& evidence) {
  const std::vector<ScenarioSearch>& all = evidence.searches;
  if (all.empty()) return "";
  unsigned schedules = 0;
  for (const ScenarioSearch& search : all) schedules += search.tried;
  const auto wrong = std::ranges::count_if(evidence.findings, [](const Finding& finding) {
    return !finding.scenario.empty() && finding.kind != FindingKind::inconclusive;
  });
  return fmt::format(
      "{} schedules of {} scenario{} tried: {}.", schedules, all.size(), all.size() == 1 ? "" : "s",
      wrong == 0 ? "none goes wrong" : fmt::format("{} of them go{} wrong", wrong, wrong == 1 ? "es" : ""));
}

bool has_speed(const Evidence& evidence) { return evidence.measured && std::isfinite(evidence.speedup.ratio); }

std::vector<std::string> speed_in_words(const Speedup& speedup) {
  std::vector<std::string> sentences{fmt::format("{} the speed of the reference (95 % sure: {} to {}).",
                                                 times(speedup.ratio), times(speedup.low), times(speedup.high))};
  for (const BaselineSpeed& baseline : speedup.baselines)
    sentences.push_back(fmt::format("{} the speed of {}.", times(baseline.ratio), baseline.name));
  if (!speedup.stable)
    sentences.push_back(fmt::format("This machine was too busy to tell exactly.{}{}",
                                    speedup.disturbed_by.empty() ? "" : " ", speedup.disturbed_by));
  return sentences;
}

std::string next_in_words(const GradedSubmission& submission) {
  const Grade& grade = submission.grade;
  if (!grade.next_step.empty()) return grade.next_step;
  if (submission.outcome == "graded" && !grade.criteria.empty()) return "Full marks. Nothing left to mend.";
  return "";
}

}  // namespace parcours
