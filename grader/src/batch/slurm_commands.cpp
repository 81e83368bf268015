#include "batch/slurm_commands.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "util/text.hpp"

namespace parcours {
namespace {

/// What a command said, as one line.
std::string in_one_line(const std::string& text) {
  std::string line;
  for (const std::string& part : split(text, '\n')) {
    const std::string_view words = trim(part);
    if (words.empty()) continue;
    if (!line.empty()) line += "; ";
    line += words;
  }
  return line;
}

}  // namespace

bool is_over(const QueuedTask& task) {
  // "JOB STATE CODES" of squeue(1); in all others it may still run, or run again.
  static constexpr std::array<std::string_view, 9> last = {"BOOT_FAIL",     "CANCELLED", "COMPLETED",
                                                           "DEADLINE",      "FAILED",    "NODE_FAIL",
                                                           "OUT_OF_MEMORY", "PREEMPTED", "TIMEOUT"};
  return std::ranges::find(last, task.state) != last.end();
}

std::string ranges_text(const std::vector<int>& numbers) {
  std::string text;
  for (std::size_t at = 0; at < numbers.size();) {
    std::size_t end = at + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (!text.empty()) text += ',';
    text += fmt::format("{}", numbers[at]);
    if (end - at > 1) text += fmt::format("-{}", numbers[end - 1]);
    at = end;
  }
  return text;
}

Result<std::string> SlurmCommands::output_of(const std::vector<std::string>& argv) const {
  auto ran = run_(argv);
  if (!ran)
    return machine_error("{}; --executor slurm needs Slurm's commands on this machine (Debian: slurm-client)",
                         ran.error().message);
  if (ran->status != 0) {
    const std::string said = in_one_line(ran->err.empty() ? ran->out : ran->err);
    return machine_error("{} failed: {}", argv.front(),
                         said.empty() ? fmt::format("exit status {}", ran->status) : said);
  }
  return std::move(ran->out);
}

Result<int> SlurmCommands::largest_array() const {
  // Who has scontrol may lack sbatch: of several packages, a machine may have one.
  if (auto there = output_of({"sbatch", "--version"}); !there) return tl::unexpected(there.error());
  const auto config = output_of({"scontrol", "show", "config"});
  if (!config) return tl::unexpected(config.error());
  for (const std::string& line : split(*config, '\n')) {
    const std::vector<std::string> parts = split(line, '=');
    if (parts.size() != 2 || trim(parts[0]) != "MaxArraySize") continue;
    const int size = number_or_zero(trim(parts[1]));
    if (size < 1) break;
    return size;
  }
  return machine_error("this Slurm allows no arrays of jobs (MaxArraySize of slurm.conf)");
}

Result<std::string> SlurmCommands::submit(const ArrayRequest& request) const {
  std::string array = ranges_text(request.indices);
  if (request.at_a_time > 0) array += fmt::format("%{}", request.at_a_time);
  std::vector<std::string> argv = {
      "sbatch", "--parsable", "--job-name=" + request.name, "--array=" + array, "--nodes=1", "--ntasks=1",
      // The node, all its processors and all its memory: nothing of others while it times.
      "--exclusive", "--mem=0",
      // Whether it is tried again is for the batch to say, which knows why it ended.
      "--no-requeue", fmt::format("--time={}", request.time.count()), "--chdir=" + request.folder.string(),
      // Below --chdir: a path of the user's could hold what Slurm takes for a pattern.
      "--output=logs/%A_%a.log"};
  if (!request.without.empty()) argv.push_back(fmt::format("--exclude={}", fmt::join(request.without, ",")));
  argv.insert(argv.end(), request.options.begin(), request.options.end());
  argv.push_back(request.script.string());
  argv.insert(argv.end(), request.arguments.begin(), request.arguments.end());
  const auto answer = output_of(argv);
  if (!answer) return tl::unexpected(answer.error());
  // "ID" or "ID;CLUSTER"
  const std::string first_line(trim(split(*answer, '\n').front()));
  std::string id = split(first_line, ';').front();
  if (id.empty() || !std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; }))
    return machine_error("sbatch answered \"{}\", where the id of a job was expected", in_one_line(*answer));
  return id;
}

Result<std::vector<QueuedTask>> SlurmCommands::queue(const std::string& name) const {
  const auto answer =
      output_of({"squeue", "--noheader", "--array", "--states=all", "--name=" + name, "--format=%F|%K|%T|%N|%r"});
  if (!answer) return tl::unexpected(answer.error());
  std::vector<QueuedTask> tasks;
  for (const std::string& line : split(*answer, '\n')) {
    const std::vector<std::string> parts = split(trim(line), '|');
    if (parts.size() < 5) continue;
    tasks.push_back({parts[0], number_or_zero(parts[1]), parts[2], parts[3], parts[4]});
  }
  return tasks;
}

Result<void> SlurmCommands::cancel(const std::string& name) const {
  const auto answer = output_of({"scancel", "--quiet", "--name=" + name});
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

Result<void> SlurmCommands::cancel_waiting(const std::string& name) const {
  const auto answer = output_of({"scancel", "--quiet", "--state=PENDING", "--name=" + name});
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

std::string SlurmCommands::fate(const std::string& job, int index) const {
  const auto answer = output_of({"sacct", "--noheader", "--parsable2", "--allocations",
                                 fmt::format("--jobs={}_{}", job, index), "--format=State,NodeList"});
  if (!answer) return {};
  const std::vector<std::string> parts = split(trim(split(*answer, '\n').front()), '|');
  if (parts.size() != 2 || parts[0].empty()) return {};
  return parts[1].empty() || parts[1] == "None assigned" ? parts[0] : fmt::format("{} on {}", parts[0], parts[1]);
}

}  // namespace parcours
