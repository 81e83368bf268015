#pragma once
// A Slurm for tests in which no process runs: it answers the commands, and time passes in it when the batch pauses.
#include <algorithm>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "batch/slurm_run.hpp"
#include "batch/spool.hpp"
#include "util/text.hpp"

namespace parcours {

struct FakeTask {
  std::string job;
  int index = 0;
  std::string state = "PENDING";
  std::string name;
  std::string folder;  ///< of its spool
  int number = 0;      ///< in the spool
  int attempt = 1;     ///< how often that number was submitted, this time included
};

class FakeSlurm {
 public:
  /// What a task does when it has run for one pause. True: it is over, in the state that was set. By default it is
  /// graded.
  std::function<bool(FakeTask&)> work = [](FakeTask& task) { return grade(task); };
  /// Called at the end of each pause.
  std::function<void()> tick = [] {};
  int largest_array = 1001;
  int most_tasks = 1'000'000;  ///< that may be there at a time
  bool silent = false;         ///< nothing answers
  bool installed = true;
  int nodes = 1000;     ///< tasks of higher numbers do not begin
  bool purges = false;  ///< what is over is forgotten at once
  std::string accounting;
  std::vector<FakeTask> tasks;
  std::vector<std::vector<std::string>> calls;
  int pauses = 0;

  static bool grade(FakeTask& task) {
    const Spool spool(task.folder);
    GradedSubmission graded;
    graded.sha256 = spool.task(task.number)->key;
    (void)spool.leave(task.number, {graded.sha256, "node1", graded});
    task.state = "COMPLETED";
    return true;
  }
  static bool refuse(FakeTask& task, const std::string& why, Fault fault = Fault::machine) {
    const Spool spool(task.folder);
    (void)spool.leave(task.number, {spool.task(task.number)->key, "node7", tl::unexpected(Error{fault, why})});
    task.state = "COMPLETED";
    return true;
  }
  static bool vanish(FakeTask& task, const std::string& state) {
    task.state = state;
    return true;
  }

  [[nodiscard]] CommandRunner runner() {
    return [this](const auto& argv) { return answer(argv); };
  }

  [[nodiscard]] Pace pace() {
    Pace pace;
    pace.polls_a_look = 2;
    pace.polls_until_gone = 5;
    pace.silent_looks = 4;
    pace.pause = [this](auto, const auto&) { pass(); };
    return pace;
  }

  [[nodiscard]] int alive() const {
    return static_cast<int>(std::ranges::count_if(
        tasks, [](const FakeTask& task) { return task.state == "PENDING" || task.state == "RUNNING"; }));
  }
  [[nodiscard]] std::vector<std::vector<std::string>> calls_of(const std::string& command) const {
    std::vector<std::vector<std::string>> found;
    for (const auto& call : calls)
      if (call.front() == command) found.push_back(call);
    return found;
  }
  static std::string option(const std::vector<std::string>& argv, const std::string& name) {
    for (const std::string& word : argv)
      if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
    return {};
  }

 private:
  void pass() {
    ++pauses;
    for (std::size_t at = 0; at < tasks.size(); ++at) {
      FakeTask task = tasks[at];
      if (task.state == "RUNNING")
        (void)work(task);
      else if (task.state == "PENDING" && task.number < nodes)
        task.state = "RUNNING";
      tasks[at] = task;
    }
    if (purges)
      std::erase_if(tasks, [](const FakeTask& task) { return is_over({.job = "", .index = 0, .state = task.state}); });
    tick();
  }

  Result<CommandOutput> answer(const std::vector<std::string>& argv) {
    calls.push_back(argv);
    if (!installed) return machine_error("{}: cannot be started: No such file or directory", argv.front());
    if (silent) return CommandOutput{1, "", argv.front() + ": error: Unable to contact slurm controller\n"};
    if (argv.front() == "sbatch") return argv[1] == "--version" ? CommandOutput{0, "slurm", ""} : submit(argv);
    if (argv.front() == "scontrol")
      return CommandOutput{0, fmt::format("MaxArraySize            = {}\nMaxJobCount = 10000\n", largest_array), ""};
    if (argv.front() == "squeue") return queue(option(argv, "--name"));
    if (argv.front() == "scancel") {
      const bool waiting_only = option(argv, "--state") == "PENDING";
      for (FakeTask& task : tasks)
        if (task.name == option(argv, "--name") &&
            (task.state == "PENDING" || (task.state == "RUNNING" && !waiting_only)))
          task.state = "CANCELLED";
      return CommandOutput{};
    }
    if (accounting.empty()) return CommandOutput{1, "", "Slurm accounting storage is disabled\n"};
    return CommandOutput{0, accounting, ""};
  }

  CommandOutput submit(const std::vector<std::string>& argv) {
    std::vector<int> indices;
    for (const std::string& range : split(split(option(argv, "--array"), '%').front(), ',')) {
      const auto ends = split(range, '-');
      for (int i = number_or_zero(ends.front()); i <= number_or_zero(ends.back()); ++i) indices.push_back(i);
    }
    if (alive() + static_cast<int>(indices.size()) > most_tasks || indices.back() >= largest_array)
      return {1, "", "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy\n"};
    const std::string job = fmt::format("{}", ++last_job_);
    const std::string& folder = argv[argv.size() - 2];
    for (const int index : indices) {
      const int number = number_or_zero(argv.back()) + index;
      tasks.push_back(
          {job, index, "PENDING", option(argv, "--job-name"), folder, number, ++attempts_[{folder, number}]});
    }
    return {0, job + ";testing\n", ""};
  }

  CommandOutput queue(const std::string& name) const {
    CommandOutput output;
    for (const FakeTask& task : tasks)
      if (task.name == name)
        output.out +=
            fmt::format("{}|{}|{}|{}|{}\n", task.job, task.index, task.state, task.state == "PENDING" ? "" : "node1",
                        task.state == "PENDING" ? "Resources" : "None");
    return output;
  }

  int last_job_ = 16;
  std::map<std::pair<std::string, int>, int> attempts_;
};

}  // namespace parcours
