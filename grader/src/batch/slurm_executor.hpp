#pragma once
// Grades on a cluster whose nodes share a file system with this machine: one task of an array job for each submission,
// alone on its node.
#include <filesystem>
#include <map>
#include <string>

#include "batch/executor.hpp"
#include "batch/slurm_run.hpp"
#include "course/course.hpp"
#include "course/rubric.hpp"

namespace parcours {

class SlurmExecutor final : public Executor {
 public:
  /// Asks Slurm whether it is there. `program`: this one, and `course`: the exercise's root, as all nodes see them.
  /// `spool`: a folder that they see, too. Errors: machine, with what is missing.
  [[nodiscard]] static Result<SlurmExecutor> create(const std::filesystem::path& program,
                                                    const std::filesystem::path& course, const Exercise& exercise,
                                                    const Rubric& rubric, const std::filesystem::path& spool,
                                                    SlurmOptions options, SlurmCommands slurm, Pace pace);

  /// First takes over what an earlier run in the same spool left: its results that nobody gathered, and those of its
  /// tasks at work, which are waited for; those that wait are cancelled.
  /// Lost tasks, and those whose node could not grade, are submitted again, twice at most. After a stop all jobs are
  /// cancelled.
  [[nodiscard]] Result<void> run(const std::vector<Work>& works, const WorkEvents& events,
                                 const std::stop_token& stop) override;
  [[nodiscard]] std::string description() const override;

 private:
  SlurmExecutor(SlurmJob job, SpoolPlan plan, std::filesystem::path spool, std::string header, SlurmOptions options,
                SlurmCommands slurm, Pace pace)
      : job_(std::move(job)),
        plan_(std::move(plan)),
        root_(std::move(spool)),
        header_(std::move(header)),
        options_(std::move(options)),
        slurm_(std::move(slurm)),
        pace_(std::move(pace)) {}
  /// Works by their keys.
  using OpenWorks = std::map<std::string, const Work*>;
  /// Tells what earlier runs left, and takes it out of `open`.
  [[nodiscard]] Result<void> take_over(OpenWorks& open, const WorkEvents& events, const std::stop_token& stop);
  [[nodiscard]] Result<void> take_results(const Spool& spool, OpenWorks& open, const WorkEvents& events) const;
  [[nodiscard]] Result<void> wait_for_those_at_work(const Spool& spool, OpenWorks& open, const WorkEvents& events,
                                                    const std::stop_token& stop) const;

  SlurmJob job_;
  SpoolPlan plan_;
  std::filesystem::path root_;
  std::string header_;
  SlurmOptions options_;
  SlurmCommands slurm_;
  Pace pace_;
};

/// The usual one, by the clock.
[[nodiscard]] Pace usual_pace();

}  // namespace parcours
