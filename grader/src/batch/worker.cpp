#include "batch/worker.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "batch/grading_keys.hpp"
#include "course/course.hpp"
#include "pipeline/grader.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// The batch has read the course already: that it cannot be read here is not its author's fault.
tl::unexpected<Error> not_here(const Error& error) {
  return machine_error("{}; the course and Parcours must lie at the same place on every node", error.message);
}

}  // namespace

Result<GradedSubmission> grade_here(const Installation& installation, const SpoolPlan& plan, const SpoolTask& task,
                                    const fs::path& file) {
  const auto course = Course::open(plan.course);
  if (!course) return not_here(course.error());
  const auto exercise = course->find(plan.exercise);
  if (!exercise) return not_here(exercise.error());
  const auto grader = Grader::create(installation);
  if (!grader) return tl::unexpected(grader.error());
  // Without a wall between them, one submission could read another's.
  if (grader->tier() == "limits-only")
    return machine_error("there is no sandbox here; `parcours doctor` says how to get one");
  const auto keys = GradingKeys::create(*exercise, installation, grader->compiler());
  if (!keys) return not_here(keys.error());
  const auto bytes = read_file(file);
  if (!bytes) return machine_error("{}", bytes.error().message);
  if (keys->of(sha256(*bytes)) != task.key)
    return machine_error("Parcours, {} or the course differs here from those on the machine where the batch was begun",
                         grader->compiler().version);
  if (auto can = grader->can_grade(*exercise); !can) return tl::unexpected(can.error());
  auto result = grader->grade(*exercise, file, {.seed = seed_of(task.key)}, [](const auto&) {});
  if (result) result->path = task.path;
  return result;
}

Result<void> work_on(const Spool& spool, int number, const GradeTask& grade) {
  const auto plan = spool.plan();
  if (!plan) return tl::unexpected(plan.error());
  const auto task = spool.task(number);
  if (!task) return tl::unexpected(task.error());
  return spool.leave(number, {task->key, host_name(), grade(*plan, *task, spool.submission(number))});
}

std::string host_name() {
  if (const char* node = std::getenv("SLURMD_NODENAME"); node != nullptr && *node != '\0') return node;
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace parcours
