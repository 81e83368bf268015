#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "course/rubric.hpp"
#include "pipeline/proof.hpp"

namespace parcours::cli {

int list(const Course& course) {
  std::string chapter;
  for (const Exercise& exercise : course.exercises()) {
    const auto rubric = load_rubric(exercise.rubric);
    if (!rubric) return fail(rubric.error());
    if (exercise.chapter != chapter) fmt::print("{}{}\n", chapter.empty() ? "" : "\n", exercise.chapter);
    chapter = exercise.chapter;
    fmt::print("  {:<22} {:>4} points   {}\n", exercise.id, rubric->max_points, rubric->title);
  }
  return passed;
}

int show(const Course& course, const std::string& id) {
  const auto exercise = course.find(id);
  if (!exercise) return fail(exercise.error());
  const auto rubric = load_rubric(exercise->rubric);
  if (!rubric) return fail(rubric.error());
  const auto statement = read_file(exercise->statement);
  if (!statement) return fail(statement.error());
  fmt::print("{}\n\nPoints ({} in all, {} to pass)\n", *statement, rubric->max_points, rubric->pass_mark);
  for (const Criterion& criterion : rubric->criteria) {
    fmt::print("  {:>3}  {}", criterion.points, criterion.title);
    if (!criterion.requires_.empty()) fmt::print("  (needs {})", fmt::join(criterion.requires_, ", "));
    fmt::print("\n");
  }
  fmt::print("\nYour file: {}\nGrade it:  parcours grade {} {}\n", exercise->stub.string(), id,
             exercise->stub.string());
  return passed;
}

int check(const Course& course, const Installation& installation, const std::vector<std::string>& ids) {
  std::vector<Exercise> exercises;
  for (const std::string& id : ids) {
    auto exercise = course.find(id);
    if (!exercise) return fail(exercise.error());
    exercises.push_back(std::move(*exercise));
  }
  if (ids.empty()) exercises = course.exercises();
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  int steps = 0;
  int broken = 0;
  for (const Exercise& exercise : exercises) {
    fmt::print("{}/{}\n", exercise.chapter, exercise.id);
    const auto proof = prove(
        *grader, exercise,
        [&](const ProofStep& step) {
          clear_progress();
          ++steps;
          broken += step.holds ? 0 : 1;
          fmt::print("  {} {:<34} {:<24} {:>5.1f} s   {}\n", step.holds ? "ok  " : "FAIL", step.file, step.demand,
                     step.seconds, step.what);
          std::fflush(stdout);
        },
        progress);
    clear_progress();
    if (!proof) return fail(proof.error());
  }
  fmt::print("{} of {} demands hold\n", steps - broken, steps);
  return broken == 0 ? passed : below_pass_mark;
}

}  // namespace parcours::cli
