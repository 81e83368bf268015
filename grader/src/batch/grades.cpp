#include "batch/grades.hpp"

#include <algorithm>
#include <chrono>

#include "pipeline/reading.hpp"
#include "pipeline/scoring.hpp"
#include "score/late.hpp"

namespace parcours {
namespace {

bool needs_a_look(const Evidence& evidence) {
  return std::ranges::any_of(evidence.findings, [](const Finding& finding) {
    return finding.severity == Severity::review || finding.kind == FindingKind::tampering;
  });
}

void add(std::string& remark, const std::string& more) {
  if (!remark.empty()) remark += ' ';
  remark += more;
}

/// "2 days 3 hours", "40 minutes"
std::string duration_text(std::int64_t seconds) {
  const auto count = [](std::int64_t number, const char* unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
  };
  const std::int64_t minutes = (seconds + 59) / 60;
  if (minutes < 60) return count(minutes, "minute");
  const std::int64_t hours = minutes / 60;
  if (hours < 24) return count(hours, "hour");
  return count(hours / 24, "day") + (hours % 24 > 0 ? " " + count(hours % 24, "hour") : "");
}

}  // namespace

Result<Grades> Grades::create(const Exercise& exercise, const Rubric& rubric, const Store& store,
                              const Failures& failures, std::optional<std::int64_t> due) {
  const auto all = store.overrides();
  if (!all) return tl::unexpected(all.error());
  std::map<std::string, Override> overrides;
  for (const Override& one : *all) overrides.emplace(one.person, one);
  return Grades(exercise, rubric, store, failures, due, std::move(overrides));
}

void Grades::take_late_points(const HandedIn& handed_in, PersonGrade& grade) const {
  if (!due_ || rubric_.late.per_day == 0) return;
  if (!handed_in.at) {
    if (!handed_in.marked_late) return;
    grade.row.review = true;
    return add(grade.row.remark, "Marked late by the platform, which does not say by how much: nothing taken off.");
  }
  const std::chrono::seconds after(*handed_in.at - *due_);
  const int off = std::min(points_off(rubric_.late, after), *grade.row.points);
  if (points_off(rubric_.late, after) == 0) return;
  add(grade.row.remark,
      fmt::format("{} late: {} of {} points taken off.", duration_text(after.count()), off, *grade.row.points));
  *grade.row.points -= off;
}

Result<PersonGrade> Grades::of_submission(const Entry& entry) const {
  PersonGrade grade;
  if (entry.key.empty()) {
    grade.row.state = GradeState::rejected;
    grade.row.remark = entry.problem;
    grade.submission = without_grade(exercise_, rubric_, "rejected", entry.problem);
    return grade;
  }
  auto kept = store_.find(entry.key);
  if (!kept) return tl::unexpected(kept.error());
  const auto failure = failures_.find(entry.key);
  grade.row.state = GradeState::not_graded;
  if (!*kept) {
    grade.row.remark = failure != failures_.end() ? failure->second : "Not graded yet: give the same command again.";
    grade.submission = without_grade(exercise_, rubric_, "not-graded", grade.row.remark);
    return grade;
  }
  grade.submission = std::move(*kept);
  score_by(rubric_, *grade.submission);
  grade.submission->reading = reading_for(exercise_, grade.submission->evidence.findings);
  grade.row.review = needs_a_look(grade.submission->evidence);
  const Grade& score = grade.submission->grade;
  if (!is_complete(rubric_, *grade.submission)) {
    grade.row.remark = fmt::format(
        "{} of {} points so far; the speed could not be measured reliably. Grade again when the machine is quieter.",
        score.score, score.max_score);
    return grade;
  }
  grade.row.state = GradeState::graded;
  grade.row.points = score.score;
  if (failure != failures_.end()) grade.row.remark = "This is the earlier grading: it could not be done again.";
  take_late_points(*entry.submission, grade);
  return grade;
}

Result<PersonGrade> Grades::of(const Entry& entry) const {
  PersonGrade grade;
  grade.row.remark = entry.problem;
  if (entry.submission) {
    auto found = of_submission(entry);
    if (!found) return found;
    grade = std::move(*found);
    grade.row.submission = entry.submission->shown;
    grade.submission->student = entry.person.id;
    grade.submission->path = entry.submission->shown;
  }
  grade.row.person = entry.person;
  if (const auto found = overrides_.find(entry.person.id); found != overrides_.end()) {
    grade.row.state = GradeState::overridden;
    const std::string before = grade.row.points ? fmt::format("{} before", *grade.row.points) : "no grade before";
    grade.row.points = found->second.points;
    add(grade.row.remark, fmt::format("Set to {} by hand, {}: {}", found->second.points, before, found->second.reason));
  }
  if (grade.submission && grade.row.points) grade.submission->note = grade.row.remark;
  return grade;
}

}  // namespace parcours
