#include <algorithm>
#include <array>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/reports.hpp"
#include "language/exercise_language.hpp"
#include "pipeline/grader.hpp"
#include "report/formats.hpp"
#include "report/terminal.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours::cli {

int fail(const Error& error) {
  clear_progress();
  fmt::print(stderr, "parcours: {}\n", one_line(say(error.message)));  // a file's name in it may be anything
  return error.fault == Fault::input ? unusable : not_graded;
}

int grade(const Course& course, const Installation& installation, const GradeArguments& arguments) {
  const auto requests = parse_reports(arguments.reports, report_kinds());
  if (!requests) return fail(requests.error());
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  const auto language = language_for(*exercise, spoken());
  if (!language) return fail(language.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  const std::filesystem::path submission =
      arguments.submission.empty() ? exercise->stub : std::filesystem::path(arguments.submission);
  auto result = grader->grade(*exercise, submission, {.seed = arguments.seed, .measure = arguments.speed}, progress);
  clear_progress();
  if (!result) return fail(result.error());
  if (requests->empty()) fmt::print("{}", to_terminal(*result, {.color = color(), .width = width()}, *language));
  for (const ReportRequest& request : *requests) {
    const auto text = render(request.kind, *result, *language);
    if (!text) return fail(text.error());
    if (auto written = write_report(request, *text); !written) return fail(written.error());
  }
  if (result->outcome == "not-graded") {
    fmt::print(stderr, "parcours: {}\n", say(fmt::format("not graded: {}", result->outcome_reason)));
    return not_graded;
  }
  return result->grade.passed ? passed : below_pass_mark;
}

}  // namespace parcours::cli
