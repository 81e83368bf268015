#include <cstdio>
#include <ctime>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "language/exercise_language.hpp"
#include "pipeline/proof.hpp"
#include "pipeline/reliability.hpp"
#include "util/machine.hpp"

namespace parcours::cli {
namespace {

/// All of the course where no name is given.
Result<std::vector<Exercise>> chosen(const Course& course, const std::vector<std::string>& ids) {
  if (auto whole = course.has_references(); !whole) return tl::unexpected(whole.error());
  if (ids.empty()) return course.exercises();
  std::vector<Exercise> exercises;
  for (const std::string& id : ids) {
    auto exercise = course.find(id);
    if (!exercise) return tl::unexpected(exercise.error());
    exercises.push_back(std::move(*exercise));
  }
  return exercises;
}

/// Errors: input, where its words in a language cannot be read.
Result<void> has_usable_words(const Exercise& exercise) {
  for (const std::string& id : language_ids())
    if (const auto language = language_for(exercise, id); !language) return tl::unexpected(language.error());
  return {};
}

std::string today() {
  char text[16] = {};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  (void)std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

}  // namespace

int check(const Course& course, const Installation& installation, const std::vector<std::string>& ids) {
  const auto exercises = chosen(course, ids);
  if (!exercises) return fail(exercises.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  int steps = 0;
  int broken = 0;
  int unusable_exercises = 0;
  const auto unusable_exercise = [&](const Error& error) {
    (void)fail(error);
    ++unusable_exercises;
  };
  int skipped = 0;
  for (const Exercise& exercise : *exercises) {
    fmt::print("{}/{}\n", exercise.chapter, exercise.id);
    std::fflush(stdout);
    if (const auto words = has_usable_words(exercise); !words) {
      unusable_exercise(words.error());
      continue;
    }
    if (const auto possible = grader->can_grade(exercise); !possible) {
      if (possible.error().fault != Fault::machine) {
        unusable_exercise(possible.error());
        continue;
      }
      ++skipped;
      fmt::print("  skipped: {}\n", possible.error().message);
      continue;
    }
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
    if (!proof) {
      if (proof.error().fault == Fault::machine) return fail(proof.error());
      unusable_exercise(proof.error());
    }
  }
  fmt::print("{} of {} demands hold", steps - broken, steps);
  if (unusable_exercises > 0)
    fmt::print("; {} exercise{} cannot be used", unusable_exercises, unusable_exercises == 1 ? "" : "s");
  if (skipped > 0) fmt::print("; {} exercise{} skipped", skipped, skipped == 1 ? "" : "s");
  fmt::print("\n");
  if (unusable_exercises > 0) return unusable;
  return broken == 0 ? passed : below_pass_mark;
}

/// Markdown, so that the table can go into a document as it is.
int reliability(const Course& course, const Installation& installation, const std::vector<std::string>& ids,
                int times) {
  const auto exercises = chosen(course, ids);
  if (!exercises) return fail(exercises.error());
  const auto grader = Grader::create(installation);
  if (!grader) return fail(grader.error());
  fmt::print("Measured on {}: {} cores, {}, sandbox {}; {} gradings each.\n\n", today(), cores(),
             grader->compiler().version, grader->tier(), times);
  fmt::print("| submission | must get | caught, idle | caught, every core busy | runs needed, at most |\n");
  fmt::print("| --- | --- | ---: | ---: | ---: |\n");
  int missed = 0;
  for (const Exercise& exercise : *exercises) {
    const auto wrong = wrong_submissions(exercise);
    if (!wrong) return fail(wrong.error());
    for (const WrongSubmission& one : *wrong) {
      const auto tried = try_often(*grader, exercise, one, times, progress);
      clear_progress();
      if (!tried) return fail(tried.error());
      missed += 2 * times - tried->idle.caught - tried->busy.caught;
      fmt::print("| `{}` {} | {} | {} of {} | {} of {} | {} of {} |\n", exercise.id, one.expected.file,
                 to_string(one.expected.finding), tried->idle.caught, times, tried->busy.caught, times,
                 std::max(tried->idle.most_runs, tried->busy.most_runs), tried->planned_runs);
      std::fflush(stdout);
    }
  }
  if (missed > 0) fmt::print(stderr, "parcours: {} gradings missed what was wrong\n", missed);
  return missed == 0 ? passed : below_pass_mark;
}

}  // namespace parcours::cli
