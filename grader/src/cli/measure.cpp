#include <algorithm>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/reports.hpp"
#include "pipeline/grader.hpp"
#include "report/json.hpp"
#include "report/speed_bar.hpp"

namespace parcours::cli {

int measure(const Course& course, const Installation& installation, const MeasureArguments& arguments) {
  const auto requests = parse_reports(arguments.reports);
  if (!requests) return fail(requests.error());
  const auto exercise = course.find(arguments.exercise);
  if (!exercise) return fail(exercise.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  const auto speedup = grader->compare(*exercise, arguments.a, arguments.b, arguments.seed, progress);
  clear_progress();
  if (!speedup) return fail(speedup.error());
  if (requests->empty()) {
    fmt::print("{} runs at {:.2f}× the speed of {} (95 % sure: {:.2f}× to {:.2f}×; {} pairs, {} thread{}).\n",
               arguments.a, speedup->ratio, arguments.b, speedup->low, speedup->high, speedup->pairs, speedup->threads,
               speedup->threads == 1 ? "" : "s");
    for (const std::string& line : speed_bar(*speedup, std::min(width() - 4, 64))) fmt::print("  {}\n", line);
  }
  for (const ReportRequest& request : *requests)
    if (auto written = write_report(request, to_json(*speedup).dump(2) + "\n"); !written) return fail(written.error());
  if (speedup->stable) return passed;
  fmt::print(stderr, "parcours: this machine was too busy to tell more exactly; measure again when it is quieter\n");
  return not_graded;
}

}  // namespace parcours::cli
