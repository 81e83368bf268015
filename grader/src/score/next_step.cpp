#include "score/next_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace parcours {
namespace {

const Finding* first_of(const Evidence& evidence, std::initializer_list<FindingKind> kinds) {
  const auto found = std::ranges::find_if(evidence.findings, [&](const Finding& finding) {
    return finding.severity == Severity::error && std::ranges::find(kinds, finding.kind) != kinds.end();
  });
  return found == evidence.findings.end() ? nullptr : &*found;
}

/// " (queue.hpp, line 7)", or nothing where no place is known.
std::string at(const SourceLocation& location) {
  if (location.file.empty()) return "";
  if (location.line == 0) return fmt::format(" ({})", location.file);
  return fmt::format(" ({}, line {})", location.file, location.line);
}

std::string in_test(const Finding& finding) { return finding.test.empty() ? "" : " in " + finding.test; }

/// "head: first line of detail.", without the detail where there is none.
std::string sentence(std::string head, std::string detail) {
  detail = detail.substr(0, detail.find('\n'));
  if (!detail.empty()) head += ": " + detail;
  const bool ended = !head.empty() && std::string_view(".!?").find(head.back()) != std::string_view::npos;
  return ended ? head : head + ".";
}

std::string about_run(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::deadlock:
      return sentence("Find out what every thread waits for" + in_test(finding) + at(finding.location),
                      finding.message);
    case FindingKind::timeout:
      return sentence("Find out what keeps the program busy" + in_test(finding) + at(finding.location),
                      finding.message);
    case FindingKind::crash:
      return sentence("Find the crash" + in_test(finding) + at(finding.location), finding.message);
    default:
      return sentence("Stay within the limits" + in_test(finding) + at(finding.location), finding.message);
  }
}

std::string about_tests(const Rubric& rubric, const Evidence& evidence) {
  for (const Criterion& criterion : rubric.criteria) {
    for (const TestWeight& test : criterion.tests) {
      const auto found = std::ranges::find(evidence.tests, test.name, &TestOutcome::name);
      if (found != evidence.tests.end() && found->status == TestStatus::passed) continue;
      std::string detail = test.hint;
      if (detail.empty() && found != evidence.tests.end()) detail = found->message;
      return sentence(fmt::format("Make {} pass", test.name), detail);
    }
  }
  return "";
}

std::string about_speed(const Evidence& evidence, const CriterionGrade& criterion) {
  if (const Finding* sequential = first_of(evidence, {FindingKind::sequential})) {
    return sentence("Share the work", sequential->message);
  }
  if (criterion.max_points == 0 && !evidence.measured)
    return sentence("The speed was left out", evidence.not_measured_because);
  if (criterion.max_points == 0) return "Grade it again when this machine is quieter: its speed could not be placed.";
  return sentence("Make it faster", criterion.advice.empty() ? criterion.message : criterion.advice);
}

}  // namespace

std::string next_step(const Rubric& rubric, const Evidence& evidence, const Grade& grade) {
  if (const Finding* forged = first_of(evidence, {FindingKind::tampering})) {
    return sentence("Remove what interferes with the grading" + at(forged->location), forged->message);
  }
  // Of what was left out, only the speed can be had by grading again.
  const auto missing = std::ranges::find_if(grade.criteria, [](const CriterionGrade& criterion) {
    const bool elsewhere = criterion.kind == CriterionKind::tests && criterion.max_points == 0;
    return criterion.status != CriterionStatus::passed && !elsewhere;
  });
  if (missing == grade.criteria.end()) return "";
  if (!evidence.compiled) {
    if (const Finding* error = first_of(evidence, {FindingKind::compile_error})) {
      return sentence("Mend the first error of the compiler" + at(error->location), error->message);
    }
    const Finding* limit = first_of(evidence, {FindingKind::build_limit});
    return sentence("Make the header compile", limit != nullptr ? limit->message : "");
  }
  if (const Finding* run =
          first_of(evidence, {FindingKind::deadlock, FindingKind::timeout, FindingKind::crash,
                              FindingKind::memory_limit, FindingKind::output_limit, FindingKind::process_limit})) {
    return about_run(*run);
  }
  if (std::string text = about_tests(rubric, evidence); !text.empty()) return text;
  if (const Finding* stray = first_of(evidence, {FindingKind::test_failure, FindingKind::leak})) {
    return sentence("Clear this up" + in_test(*stray) + at(stray->location), stray->message);
  }
  if (const Finding* race = first_of(evidence, {FindingKind::data_race})) {
    return sentence("Remove the data race" + at(race->location), race->message);
  }
  if (const Finding* order = first_of(evidence, {FindingKind::lock_order})) {
    return sentence("Take the locks in one order everywhere" + at(order->location), order->message);
  }
  if (missing->kind == CriterionKind::speed) return about_speed(evidence, *missing);
  return sentence(fmt::format("Look at \"{}\"", missing->title), missing->message);
}

}  // namespace parcours
