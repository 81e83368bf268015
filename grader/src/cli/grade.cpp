#include <algorithm>
#include <array>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "pipeline/grader.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours::cli {
namespace {

struct ReportRequest {
  std::string kind;
  std::string file;
};

Result<ReportRequest> parse_report(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    return input_error("--report {}: expected KIND=FILE, such as json=result.json", text);
  ReportRequest request{text.substr(0, equals), text.substr(equals + 1)};
  if (request.kind != "json") return input_error("--report {}: no such kind of report; there is: json", text);
  return request;
}

Result<void> write_report(const ReportRequest& request, const GradedSubmission& result) {
  const std::string text = to_json(result).dump(2) + "\n";
  if (request.file != "-") return write_file(request.file, text);
  fmt::print("{}", text);
  return {};
}

}  // namespace

int fail(const Error& error) {
  clear_progress();
  std::string line = printable(error.message);  // a file's name in it may be anything
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "parcours: {}\n", line);
  return error.fault == Fault::input ? unusable : not_graded;
}

int grade(const Course& course, const Installation& installation, const GradeArguments& arguments) {
  std::vector<ReportRequest> requests;
  for (const std::string& text : arguments.reports) {
    auto request = parse_report(text);
    if (!request) return fail(request.error());
    requests.push_back(std::move(*request));
  }
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  const std::filesystem::path submission =
      arguments.submission.empty() ? exercise->stub : std::filesystem::path(arguments.submission);
  auto result = grader->grade(*exercise, submission, {.seed = arguments.seed}, progress);
  clear_progress();
  if (!result) return fail(result.error());
  if (requests.empty()) fmt::print("{}", to_terminal(*result, {.color = color(), .width = width()}));
  for (const ReportRequest& request : requests)
    if (auto written = write_report(request, *result); !written) return fail(written.error());
  if (result->outcome == "not-graded") {
    fmt::print(stderr, "parcours: not graded: {}\n", result->outcome_reason);
    return not_graded;
  }
  return result->grade.passed ? passed : below_pass_mark;
}

}  // namespace parcours::cli
