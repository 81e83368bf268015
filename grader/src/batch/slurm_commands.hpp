#pragma once
// Slurm, by its commands: what stands in their manual pages (22.05 and later), and nothing of its libraries.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "batch/run_command.hpp"

namespace parcours {

/// An array job: one task for each index, each alone on a node.
struct ArrayRequest {
  std::string name;
  std::filesystem::path folder;        ///< each task's working folder; it has a folder logs/
  std::filesystem::path script;        ///< run by each task, with SLURM_ARRAY_TASK_ID in its environment
  std::vector<std::string> arguments;  ///< of the script
  std::vector<int> indices;            ///< rising, not empty
  int at_a_time = 0;                   ///< 0: as many as the cluster lets run
  std::chrono::minutes time{60};       ///< for one task
  std::vector<std::string> without;    ///< nodes that it must not run on
  std::vector<std::string> options;    ///< further ones of sbatch; they come last, so they count
};

struct QueuedTask {
  std::string job;  ///< id of the array
  int index = 0;
  std::string state{};   ///< as Slurm names it: "PENDING"
  std::string nodes{};   ///< where it runs; may be empty
  std::string reason{};  ///< why it waits or ended; may be "None"
};

/// Whether a task in that state will do nothing more.
[[nodiscard]] bool is_over(const QueuedTask& task);

/// "0-2,5,7-9" for rising numbers.
[[nodiscard]] std::string ranges_text(const std::vector<int>& numbers);

/// Errors of all: machine, one line with what the command said. Thread-safe where the runner is.
class SlurmCommands {
 public:
  explicit SlurmCommands(CommandRunner run = run_command) : run_(std::move(run)) {}

  /// How many tasks an array may have, all indices being less than that; also shows that there is a Slurm that answers.
  [[nodiscard]] Result<int> largest_array() const;
  /// The id of the job, whose task `i` prints to logs/<id>_<i>.log.
  [[nodiscard]] Result<std::string> submit(const ArrayRequest& request) const;
  /// All tasks of jobs of that name, also those that ended a short while ago.
  [[nodiscard]] Result<std::vector<QueuedTask>> queue(const std::string& name) const;
  /// Ends all jobs of that name, which need not be there.
  [[nodiscard]] Result<void> cancel(const std::string& name) const;
  /// Only those tasks that do not run yet.
  [[nodiscard]] Result<void> cancel_waiting(const std::string& name) const;
  /// "NODE_FAIL on node7", from the accounting; empty where there is none, or where it does not know.
  [[nodiscard]] std::string fate(const std::string& job, int index) const;

 private:
  [[nodiscard]] Result<std::string> output_of(const std::vector<std::string>& argv) const;
  CommandRunner run_;
};

}  // namespace parcours
