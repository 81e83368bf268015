#pragma once
// The tasks of one run on a cluster, from the first submission to the last result.
#include <chrono>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/executor.hpp"
#include "batch/slurm_commands.hpp"
#include "batch/spool.hpp"

namespace parcours {

struct SlurmOptions {
  int at_a_time = 0;                               ///< submissions; 0: as many as the cluster lets run
  std::vector<std::string> sbatch{};               ///< further options for sbatch: partition, account, …
  std::function<void(const std::string&)> tell{};  ///< a line for people on what happens; may be empty
};

/// How often what is looked at. Looking into a folder is cheap; Slurm's controller serves all its users.
struct Pace {
  std::chrono::milliseconds poll{1000};  ///< of the spool
  int polls_a_look = 10;                 ///< at Slurm's queue
  int looks_until_lost = 2;              ///< that a task ended, without a result having appeared meanwhile
  int silent_looks = 60;                 ///< in a row without an answer from Slurm: then there is no use in waiting
  int polls_until_gone = 120;            ///< for cancelled tasks
  /// Returns after so long, or as soon as a stop is asked for.
  std::function<void(std::chrono::milliseconds, const std::stop_token&)> pause;
};

/// What is the same for all tasks.
struct SlurmJob {
  std::filesystem::path program;  ///< parcours
  std::filesystem::path course;
  std::chrono::minutes time{60};  ///< for one task
  int largest_array = 1001;
};

/// Ends all jobs of that name and waits until they have. False: some are still there after all polls.
[[nodiscard]] Result<bool> cancel_and_wait(const SlurmCommands& slurm, const std::string& name, const Pace& pace);

/// For one thread. `works` outlive it; the spool has a task of the same number for each of them.
class SlurmRun {
 public:
  SlurmRun(const SlurmCommands& slurm, const SlurmJob& job, const SlurmOptions& options, const Pace& pace,
           const Spool& spool, const std::vector<const Work*>& works, const WorkEvents& events);

  /// As Executor::run. After a stop the tasks are cancelled; what they left by then is told.
  [[nodiscard]] Result<void> go(const std::stop_token& stop);

 private:
  enum class State { to_submit, submitted, ended };
  struct Task {
    const Work* work = nullptr;
    State state = State::to_submit;
    bool begun = false;
    int tries = 0;
    int missed = 0;               ///< looks in a row that found it over
    std::string job{};            ///< of the last try
    std::set<std::string> bad{};  ///< nodes that could not grade it
  };

  Result<void> follow(const std::stop_token& stop);
  Result<void> submit();
  /// Of the first tasks to submit, as many as one array can have.
  [[nodiscard]] std::vector<int> next_array() const;
  Result<std::string> submit_array(const std::vector<int>& numbers) const;
  Result<void> gather();
  Result<void> look_at_queue();
  void look_at_waiting(const std::vector<QueuedTask>& queue);
  Result<void> take_as_lost(int number, const QueuedTask* last);
  /// Another try, or the end.
  Result<void> fail(int number, const std::string& host, const std::string& why);
  Result<void> end(int number, Result<GradedSubmission> result);
  void begin(Task& task);

  [[nodiscard]] int index_of(int number) const { return number % job_.largest_array; }
  [[nodiscard]] std::filesystem::path log_of(int number) const;
  void tell(const std::string& line) const;

  const SlurmCommands& slurm_;
  const SlurmJob& job_;
  const SlurmOptions& options_;
  const Pace& pace_;
  const Spool& spool_;
  const WorkEvents& events_;
  std::vector<Task> tasks_;
  std::set<int> to_submit_;
  int submitted_ = 0;        ///< tasks in that state
  int open_ = 0;             ///< not ended
  int room_ = 0;             ///< so many tasks Slurm took at most; 0: it refused none so far
  bool refused_ = false;     ///< since the last look
  bool stragglers_ = false;  ///< a task taken as lost may be at work all the same
  int silent_ = 0;
  std::string waits_for_;
  std::set<std::filesystem::path> kept_logs_;
};

}  // namespace parcours
