#include <algorithm>
#include <array>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/reports.hpp"
#include "language/exercise_language.hpp"
#include "pipeline/grader.hpp"
#include "pipeline/scoring.hpp"
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

namespace {

Result<void> write_all(const std::vector<ReportRequest>& requests, const GradedSubmission& result,
                       const Language& language) {
  for (const ReportRequest& request : requests) {
    const auto text = render(request.kind, result, language);
    if (!text) return tl::unexpected(text.error());
    if (auto written = write_report(request, *text); !written) return written;
  }
  return {};
}

}  // namespace

int grade(const Course& course, const Installation& installation, const GradeArguments& arguments) {
  const auto requests = parse_reports(arguments.reports, report_kinds());
  if (!requests) return fail(requests.error());
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  const auto language = language_for(*exercise, spoken());
  if (!language) return fail(language.error());
  const auto rubric = load_rubric(exercise->rubric);
  if (!rubric) return fail(rubric.error());
  const std::filesystem::path path =
      arguments.submission.empty() ? exercise->stub : std::filesystem::path(arguments.submission);
  // Reports are written all the same: what reads them must not find those of an earlier grading, or none.
  const auto no_grade = [&](const Error& error) {
    GradedSubmission none = without_grade(*exercise, *rubric, error.fault == Fault::input ? "rejected" : "not-graded",
                                          one_line(error.message));
    none.path = path.string();
    if (auto written = write_all(*requests, none, *language); !written) (void)fail(written.error());
    return fail(error);
  };
  const auto grader = Grader::create(installation);
  if (!grader) return no_grade(grader.error());
  auto submission = grader->read(*exercise, path);
  if (!submission) return no_grade(submission.error());
  auto result =
      grader->grade(*exercise, std::move(*submission), {.seed = arguments.seed, .measure = arguments.speed}, progress);
  clear_progress();
  if (!result) return result.error().fault == Fault::machine ? no_grade(result.error()) : fail(result.error());
  if (requests->empty()) fmt::print("{}", to_terminal(*result, {.color = color(), .width = width()}, *language));
  if (auto written = write_all(*requests, *result, *language); !written) return fail(written.error());
  if (result->outcome == "not-graded") {
    fmt::print(stderr, "parcours: {}\n", say(fmt::format("not graded: {}", result->outcome_reason)));
    return not_graded;
  }
  return result->grade.passed ? passed : below_pass_mark;
}

}  // namespace parcours::cli
