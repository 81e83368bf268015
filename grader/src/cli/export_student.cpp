#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "pipeline/student_export.hpp"

namespace parcours::cli {

int export_student(const Course& course, const Installation& installation, const ExportArguments& arguments) {
  if (const auto whole = course.has_references(); !whole) return fail(whole.error());
  StudentExport plan{.exercises = {}, .into = arguments.folder, .action = arguments.action};
  for (const std::string& id : arguments.exercises) {
    auto exercise = course.find(id);
    if (!exercise) return fail(exercise.error());
    plan.exercises.push_back(std::move(*exercise));
  }
  if (plan.exercises.empty()) plan.exercises = course.exercises();
  if (plan.exercises.empty()) return fail({Fault::input, "the course has no exercise to export"});
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  const auto done = parcours::export_student(*grader, plan, progress);
  clear_progress();
  if (!done) return fail(done.error());
  fmt::print("{}: {} exercise{}, without hidden tests and references.\n", arguments.folder, plan.exercises.size(),
             plan.exercises.size() == 1 ? "" : "s");
  fmt::print("Its workflow sets Parcours up with {}; another: --action.\n", arguments.action);
  return passed;
}

}  // namespace parcours::cli
