#pragma once
// Grades on this machine: several submissions at a time, each of them timed while nothing of the others runs.
#include "batch/executor.hpp"
#include "course/course.hpp"
#include "pipeline/grader.hpp"

namespace parcours {

class LocalExecutor final : public Executor {
 public:
  /// `grader` has a turnstile where `jobs` is more than 1, and outlives the executor.
  LocalExecutor(const Grader& grader, const Exercise& exercise, int jobs)
      : grader_(grader), exercise_(exercise), jobs_(jobs) {}
  [[nodiscard]] Result<void> run(const std::vector<Work>& works, const WorkEvents& events,
                                 const std::stop_token& stop) override;
  [[nodiscard]] std::string description() const override;

 private:
  const Grader& grader_;
  const Exercise& exercise_;
  int jobs_;
};

}  // namespace parcours
