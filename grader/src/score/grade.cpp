#include "score/grade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "score/next_step.hpp"
#include "score/speed_points.hpp"

namespace parcours {
namespace {

bool is_error(const Finding& finding) {
  return finding.severity == Severity::error && finding.kind != FindingKind::inconclusive;
}

bool is_race(const Finding& finding) {
  return is_error(finding) && (finding.kind == FindingKind::data_race || finding.kind == FindingKind::lock_order);
}

/// Error findings that break a run of the tests as a whole; each ought to name its test.
bool breaks_tests(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::test_failure:
    case FindingKind::deadlock:
    case FindingKind::timeout:
    case FindingKind::crash:
    case FindingKind::memory_limit:
    case FindingKind::output_limit:
    case FindingKind::process_limit:
    case FindingKind::leak:
      return is_error(finding);
    default:
      return false;
  }
}

const Finding* find_kind(const Evidence& evidence, FindingKind kind) {
  const auto found = std::ranges::find_if(
      evidence.findings, [kind](const Finding& finding) { return finding.kind == kind && is_error(finding); });
  return found == evidence.findings.end() ? nullptr : &*found;
}

TestStatus status_of(const Evidence& evidence, const std::string& test) {
  const auto found = std::ranges::find(evidence.tests, test, &TestOutcome::name);
  return found == evidence.tests.end() ? TestStatus::not_run : found->status;
}

CriterionStatus status_for(int points, int max_points) {
  if (points >= max_points) return CriterionStatus::passed;
  return points > 0 ? CriterionStatus::partial : CriterionStatus::failed;
}

class Scorer {
 public:
  Scorer(const Rubric& rubric, const Evidence& evidence)
      : rubric_(rubric), evidence_(evidence), grades_(rubric.criteria.size()), entered_(rubric.criteria.size()) {}

  Grade run() {
    Grade grade;
    for (std::size_t i = 0; i < rubric_.criteria.size(); ++i) {
      grade.criteria.push_back(of(i));
      grade.score += grade.criteria.back().points;
      grade.max_score += grade.criteria.back().max_points;
    }
    grade.not_graded = not_graded_;
    // The mark is for all points together: what could not be graded lowers it, too.
    grade.pass_mark = (rubric_.pass_mark * grade.max_score + rubric_.max_points - 1) / rubric_.max_points;
    grade.passed = grade.score >= grade.pass_mark && find_kind(evidence_, FindingKind::tampering) == nullptr;
    grade.next_step = next_step(rubric_, evidence_, grade);
    return grade;
  }

 private:
  const CriterionGrade& of(std::size_t index) {
    if (grades_[index]) return *grades_[index];
    entered_[index] = true;
    const Criterion& criterion = rubric_.criteria[index];
    CriterionGrade grade{criterion.id, criterion.title, criterion.kind, 0, criterion.points, {}, {},
                         {},           criterion.bands};
    fill(criterion, grade);
    if (grade.status != CriterionStatus::passed && grade.advice.empty()) grade.advice = criterion.advice;
    return grades_[index].emplace(std::move(grade));
  }

  void fill(const Criterion& criterion, CriterionGrade& grade) {
    if (criterion.hidden && criterion.tests.empty())
      return leave_out(criterion, grade, "its tests are hidden: its points count where your teacher grades");
    if (const Finding* forged = find_kind(evidence_, FindingKind::tampering)) {
      return lose(grade, CriterionStatus::failed, "withheld: " + forged->message);
    }
    if (const std::string needed = missing_gates(criterion); !needed.empty()) {
      return lose(grade, CriterionStatus::skipped, fmt::format("needs {} first", needed));
    }
    if (!evidence_.compiled) {
      const bool compile = criterion.kind == CriterionKind::compile;
      return lose(grade, compile ? CriterionStatus::failed : CriterionStatus::skipped,
                  "the submission does not compile");
    }
    switch (criterion.kind) {
      case CriterionKind::compile:
        return win(grade, "the submission compiles");
      case CriterionKind::tests:
        return tests(criterion, grade);
      case CriterionKind::race:
        return race(grade);
      case CriterionKind::speed:
        return speed(criterion, grade);
    }
  }

  /// The titles of required criteria that are not fully earned; a circle of gates stays shut.
  std::string missing_gates(const Criterion& criterion) {
    std::string missing;
    for (const std::string& id : criterion.requires_) {
      const auto found = std::ranges::find(rubric_.criteria, id, &Criterion::id);
      std::string name = id;
      if (found != rubric_.criteria.end()) {
        const auto index = static_cast<std::size_t>(found - rubric_.criteria.begin());
        const bool known = grades_[index].has_value() || !entered_[index];
        if (known && of(index).status == CriterionStatus::passed) continue;
        if (!found->title.empty()) name = found->title;
      }
      missing += fmt::format("{}\"{}\"", missing.empty() ? "" : " and ", name);
    }
    return missing;
  }

  void tests(const Criterion& criterion, CriterionGrade& grade) {
    long passed_weight = 0;
    long total_weight = 0;
    std::size_t passed = 0;
    const TestWeight* first_missing = nullptr;
    for (const TestWeight& test : criterion.tests) {
      total_weight += test.weight;
      if (passes(test.name)) {
        passed_weight += test.weight;
        ++passed;
      } else if (first_missing == nullptr) {
        first_missing = &test;
      }
    }
    if (criterion.tests.empty()) return lose(grade, CriterionStatus::failed, "the rubric lists no test here");
    // What a benchmark did wrong costs the speed, which cannot be measured then.
    const auto stray = std::ranges::find_if(evidence_.findings, [](const Finding& finding) {
      return breaks_tests(finding) && finding.test.empty() && finding.benchmark.empty();
    });
    const bool stray_costs = first_missing == nullptr && stray != evidence_.findings.end();
    if (first_missing == nullptr && !stray_costs) {
      return win(grade, passed == 1 ? "its test passes" : fmt::format("all {} tests pass", passed));
    }
    // An error that no test owns counts as one more test, so that it costs something where every test passed.
    if (stray_costs) ++total_weight;
    const long share = total_weight > 0 ? criterion.points * passed_weight / total_weight : 0;
    grade.points = static_cast<int>(std::clamp(share, 0L, std::max(0L, criterion.points - 1L)));
    grade.status = passed == 0 ? CriterionStatus::failed : CriterionStatus::partial;
    if (stray_costs) {
      grade.message = fmt::format("every test passes, but: {}", stray->message);
      return;
    }
    grade.message = fmt::format(
        "{} of {} tests pass; the first that does not: {}{}", passed, criterion.tests.size(), first_missing->name,
        status_of(evidence_, first_missing->name) == TestStatus::not_run ? " (it did not run)" : "");
    if (criterion.advice.empty()) grade.advice = first_missing->hint;
  }

  [[nodiscard]] bool passes(const std::string& test) const {
    return status_of(evidence_, test) == TestStatus::passed &&
           std::ranges::none_of(evidence_.findings, [&test](const Finding& finding) {
             return breaks_tests(finding) &&
                    (finding.test == test || std::ranges::find(finding.also_in, test) != finding.also_in.end());
           });
  }

  void race(CriterionGrade& grade) {
    const auto races = std::ranges::count_if(evidence_.findings, is_race);
    if (races == 1) {
      const bool order = std::ranges::find_if(evidence_.findings, is_race)->kind == FindingKind::lock_order;
      return lose(grade, CriterionStatus::failed,
                  order ? "locks are taken in an order that can deadlock" : "a data race was found");
    }
    if (races > 1)
      return lose(grade, CriterionStatus::failed, fmt::format("{} races or lock orders were found", races));
    if (std::ranges::none_of(evidence_.tests,
                             [](const TestOutcome& test) { return test.status == TestStatus::passed; })) {
      return lose(grade, CriterionStatus::skipped, "nothing to check: no test passed");
    }
    if (!race_runs_complete()) {
      return lose(grade, CriterionStatus::skipped, "tests did not complete under the race detector");
    }
    win(grade, fmt::format("no data race in {} run{} under the race detector", evidence_.race_runs,
                           evidence_.race_runs == 1 ? "" : "s"));
  }

  [[nodiscard]] bool race_runs_complete() const {
    if (evidence_.race_runs <= 0) return false;
    for (const Criterion& criterion : rubric_.criteria) {
      for (const TestWeight& test : criterion.tests) {
        if (status_of(evidence_, test.name) == TestStatus::not_run) return false;
      }
    }
    const bool broken = std::ranges::any_of(evidence_.findings, [](const Finding& finding) {
      return breaks_tests(finding) && finding.kind != FindingKind::test_failure && finding.kind != FindingKind::leak;
    });
    return !broken || evidence_.race_runs >= rubric_.runs.race();
  }

  void speed(const Criterion& criterion, CriterionGrade& grade) {
    if (const Finding* sequential = find_kind(evidence_, FindingKind::sequential)) {
      return lose(grade, CriterionStatus::failed, sequential->message);
    }
    if (!evidence_.measured) {
      const std::string& why = evidence_.not_measured_because;
      const std::string reason = why.empty() ? "the speed was not measured" : why;
      // With no error to blame on the submission, the missing measurement is the machine's.
      if (std::ranges::none_of(evidence_.findings, is_error)) return leave_out(criterion, grade, reason);
      return lose(grade, CriterionStatus::skipped, reason);
    }
    const Speedup& speedup = evidence_.speedup;
    if (!speedup.stable) {
      return leave_out(criterion, grade,
                       fmt::format("this machine was too busy to place the speed; no fault of yours.{}{}",
                                   speedup.disturbed_by.empty() ? "" : " ", speedup.disturbed_by));
    }
    // Points are lost only where the whole interval lies below a band: its upper end counts.
    const double exact = std::floor(points_at(criterion.bands, speedup.high) + 1e-9);
    grade.points = static_cast<int>(std::clamp(exact, 0.0, static_cast<double>(criterion.points)));
    grade.status = status_for(grade.points, criterion.points);
    grade.message =
        fmt::format("{:.2f}× the speed of the reference ({:.2f} to {:.2f})", speedup.ratio, speedup.low, speedup.high);
    const auto full = std::ranges::find_if(
        criterion.bands, [&criterion](const SpeedBand& band) { return band.points >= criterion.points; });
    if (grade.status != CriterionStatus::passed && full != criterion.bands.end()) {
      grade.message += fmt::format("; full points from {:.2f}×", full->ratio);
    }
  }

  /// Through no fault of the submission it is not graded: neither its points count, nor that they are missing.
  void leave_out(const Criterion& criterion, CriterionGrade& grade, const std::string& reason) {
    not_graded_ |= criterion.essential;
    lose(grade, CriterionStatus::skipped, reason);
    grade.max_points = 0;
  }

  static void win(CriterionGrade& grade, std::string message) {
    grade.points = grade.max_points;
    grade.status = CriterionStatus::passed;
    grade.message = std::move(message);
  }

  static void lose(CriterionGrade& grade, CriterionStatus status, std::string message) {
    grade.points = 0;
    grade.status = status;
    grade.message = std::move(message);
  }

  const Rubric& rubric_;
  const Evidence& evidence_;
  std::vector<std::optional<CriterionGrade>> grades_;
  std::vector<bool> entered_;
  bool not_graded_ = false;
};

}  // namespace

Grade score(const Rubric& rubric, const Evidence& evidence) { return Scorer(rubric, evidence).run(); }

std::string_view to_string(CriterionStatus status) {
  switch (status) {
    case CriterionStatus::passed:
      return "passed";
    case CriterionStatus::partial:
      return "partial";
    case CriterionStatus::failed:
      return "failed";
    case CriterionStatus::skipped:
      return "skipped";
  }
  return "failed";
}

std::string_view to_string(CriterionKind kind) {
  switch (kind) {
    case CriterionKind::compile:
      return "compile";
    case CriterionKind::tests:
      return "tests";
    case CriterionKind::race:
      return "race";
    case CriterionKind::speed:
      return "speed";
  }
  return "tests";
}

}  // namespace parcours
