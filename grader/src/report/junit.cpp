#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/plain_text.hpp"
#include "report/sentences.hpp"
#include "report/unicode.hpp"
#include "report/xml_text.hpp"

namespace parcours {
namespace {

struct Case {
  std::string classname{};
  std::string name{};
  const char* result = "";  ///< "failure", "error", "skipped"; empty: passed
  std::string type{};
  std::string message{};  ///< one line
  std::string text{};
};

struct Suite {
  std::string name;
  double seconds = 0;
  std::vector<std::pair<std::string, std::string>> properties{};
  std::vector<Case> cases{};
  std::string output{};

  [[nodiscard]] std::size_t count(std::string_view result) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(cases, [result](const Case& one) { return one.result == result; }));
  }
};

/// Attributes are single lines; what comes from a submission is cleaned first, then escaped.
std::string attribute(std::string_view text) { return xml_text(one_line(text)); }

std::string content(std::string_view text) { return xml_text(printable(text)); }

std::string to_xml(const Case& one) {
  const std::string head =
      fmt::format("    <testcase name=\"{}\" classname=\"{}\"", attribute(one.name), attribute(one.classname));
  if (*one.result == '\0') return head + "/>\n";
  return fmt::format("{}>\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n", head, one.result,
                     attribute(one.type), attribute(one.message), content(one.text), one.result);
}

std::string to_xml(const Suite& suite) {
  std::string xml = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
      attribute(suite.name), suite.cases.size(), suite.count("failure"), suite.count("error"), suite.count("skipped"),
      suite.seconds);
  if (!suite.properties.empty()) {
    xml += "    <properties>\n";
    for (const auto& [name, value] : suite.properties)
      xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", attribute(name), attribute(value));
    xml += "    </properties>\n";
  }
  for (const Case& one : suite.cases) xml += to_xml(one);
  if (!suite.output.empty()) xml += fmt::format("    <system-out>{}</system-out>\n", content(suite.output));
  return xml + "  </testsuite>\n";
}

Case case_of(const CriterionGrade& criterion, const std::string& exercise) {
  Case one{exercise + ".criteria", name_of(criterion)};
  if (criterion.status == CriterionStatus::skipped)
    one.result = "skipped";
  else if (criterion.points < criterion.max_points)
    one.result = "failure";
  one.type = to_string(criterion.status);
  one.message = fmt::format("{} of {}{}{}", criterion.points, points_text(criterion.max_points),
                            criterion.message.empty() ? "" : ": ", criterion.message);
  one.text = reason_of(criterion);
  return one;
}

Suite criteria_of(const GradedSubmission& submission, const std::string& exercise) {
  Suite suite{exercise + ": criteria", std::max(0.0, submission.evidence.seconds)};
  const auto add = [&suite](std::string name, std::string_view value) {
    suite.properties.emplace_back(std::move(name), value);
  };
  add("outcome", submission.outcome);
  add("score", std::to_string(submission.grade.score));
  add("max_score", std::to_string(submission.grade.max_score));
  add("pass_mark", std::to_string(submission.grade.pass_mark));
  add("passed", submission.grade.passed ? "true" : "false");
  if (const std::string why = why_no_grade(submission); !why.empty())
    suite.cases.push_back({exercise + ".criteria", "grading", "error", submission.outcome, why, why});
  for (const CriterionGrade& criterion : submission.grade.criteria) {
    add("points." + criterion.id, std::to_string(criterion.points));
    add("max_points." + criterion.id, std::to_string(criterion.max_points));
    suite.cases.push_back(case_of(criterion, exercise));
  }
  suite.output = findings_text(submission);
  if (!submission.note.empty()) suite.output = submission.note + "\n\n" + suite.output;
  return suite;
}

/// What was found in the test, for the text of its failure.
std::string found_in(const std::string& test, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (finding.test != test && std::ranges::find(finding.also_in, test) == finding.also_in.end()) continue;
    const std::string where = one_line(place(finding.location));
    text += fmt::format("{}{}{}{}", text.empty() ? "" : "\n\n", where, where.empty() ? "" : ": ", details_of(finding));
  }
  return text;
}

Case case_of(const TestOutcome& test, const GradedSubmission& submission, const std::string& exercise) {
  const std::size_t dot = test.name.find('.');
  Case one;
  one.classname = dot == std::string::npos ? exercise : test.name.substr(0, dot);
  one.name = dot == std::string::npos ? test.name : test.name.substr(dot + 1);
  if (test.status == TestStatus::passed) return one;
  one.result = test.status == TestStatus::failed ? "failure" : "skipped";
  one.type = test.status == TestStatus::failed ? "failed" : "not-run";
  one.message = test.message;
  one.text = found_in(test.name, submission.evidence.findings);
  return one;
}

}  // namespace

std::string to_junit(const GradedSubmission& submission) {
  const std::string exercise = submission.exercise.empty() ? "exercise" : submission.exercise;
  std::vector<Suite> suites = {criteria_of(submission, exercise), {exercise + ": tests"}};
  for (const TestOutcome& test : submission.evidence.tests)
    suites.back().cases.push_back(case_of(test, submission, exercise));
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::string inside;
  for (const Suite& suite : suites) {
    tests += suite.cases.size();
    failures += suite.count("failure");
    errors += suite.count("error");
    inside += to_xml(suite);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n{}</testsuites>\n",
      attribute(exercise), tests, failures, errors, suites.front().seconds, inside);
}

}  // namespace parcours
