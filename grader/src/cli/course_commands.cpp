#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "course/rubric.hpp"
#include "language/exercise_language.hpp"

namespace parcours::cli {

int list(const Course& course) {
  std::string chapter;
  for (const Exercise& exercise : course.exercises()) {
    const auto rubric = load_rubric(exercise.rubric);
    if (!rubric) return fail(rubric.error());
    if (exercise.chapter != chapter) fmt::print("{}{}\n", chapter.empty() ? "" : "\n", exercise.chapter);
    chapter = exercise.chapter;
    const auto language = language_for(exercise, spoken());
    if (!language) return fail(language.error());
    fmt::print("  {:<22} {:>4} points   {}\n", exercise.id, rubric->max_points, language->say(rubric->title));
  }
  return passed;
}

int show(const Course& course, const std::string& id) {
  const auto exercise = course.find(id);
  if (!exercise) return fail(exercise.error());
  const auto rubric = load_rubric(exercise->rubric);
  if (!rubric) return fail(rubric.error());
  const auto language = language_for(*exercise, spoken());
  if (!language) return fail(language.error());
  const auto statement = read_file(translated_statement(*exercise, spoken()));
  if (!statement) return fail(statement.error());
  fmt::print("{}\n\n{}\n", *statement,
             say(fmt::format("Points ({} in all, {} to pass)", rubric->max_points, rubric->pass_mark)));
  for (const Criterion& criterion : rubric->criteria) {
    fmt::print("  {:>3}  {}", criterion.points, language->say(criterion.title));
    if (!criterion.requires_.empty())
      fmt::print("  ({})", say(fmt::format("needs {}", fmt::join(criterion.requires_, ", "))));
    fmt::print("\n");
  }
  fmt::print("\n{}\n{}\n", say(fmt::format("Your file: {}", exercise->stub.string())),
             say(fmt::format("Grade it: parcours grade {} {}", id, exercise->stub.string())));
  return passed;
}

}  // namespace parcours::cli
