#include "cli/commands.hpp"
#include "course/rubric.hpp"

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

}  // namespace parcours::cli
