#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/reports.hpp"
#include "language/exercise_language.hpp"
#include "pipeline/grader.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"

namespace parcours::cli {

int explore(const Course& course, const Installation& installation, const ExploreArguments& arguments) {
  const auto requests = parse_reports(arguments.reports);
  if (!requests) return fail(requests.error());
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  const auto language = language_for(*exercise, spoken());
  if (!language) return fail(language.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  const std::filesystem::path submission =
      arguments.submission.empty() ? exercise->stub : std::filesystem::path(arguments.submission);
  const auto result = grader->explore(
      *exercise, submission, {.seed = arguments.seed, .schedules = arguments.schedules, .scenario = arguments.scenario},
      progress);
  clear_progress();
  if (!result) return fail(result.error());
  if (requests->empty()) fmt::print("{}", to_terminal(*result, {.color = color(), .width = width()}, *language));
  for (const ReportRequest& request : *requests)
    if (auto written = write_report(request, to_json(*result).dump(2) + "\n"); !written) return fail(written.error());
  return result->grade.passed ? passed : below_pass_mark;
}

}  // namespace parcours::cli
