#pragma once
// A cluster on this machine, with a Slurm of its own: a munged, a controller, and two nodes, in a temporary folder and
// on free ports. Another Slurm on the machine is neither seen nor touched.
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "batch/slurm_commands.hpp"
#include "util/files.hpp"
#include "util/result.hpp"

namespace parcours {

class SlurmCluster {
 public:
  /// Why there can be none here, in one line; empty: there can.
  [[nodiscard]] static std::string missing();
  /// Returns when both nodes are idle. Errors: with the end of the logs.
  [[nodiscard]] static Result<std::unique_ptr<SlurmCluster>> start();
  /// Ends all of its processes.
  ~SlurmCluster();
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  /// Of SLURM_CONF, by which the commands find this Slurm.
  [[nodiscard]] std::filesystem::path configuration() const { return folder_.path() / "slurm.conf"; }
  /// Everything that runs on the node ends at once, as if its power went.
  void cut_power(const std::string& node);
  /// Starts it again, and returns when it is idle.
  [[nodiscard]] Result<void> start_node(const std::string& node);
  /// States of all tasks that Slurm has not done with: "RUNNING".
  [[nodiscard]] std::vector<std::string> open_tasks() const;
  /// Where a task runs; empty: nowhere.
  [[nodiscard]] std::string busy_node() const;

 private:
  explicit SlurmCluster(TempDir folder) : folder_(std::move(folder)) {}
  Result<void> write_files();
  Result<void> start_daemon(const std::string& name, const std::vector<std::string>& argv);
  void end_daemon(const std::string& name);
  Result<void> start_slurmd(const std::string& node);
  /// What a shell prints for it, with this Slurm's commands in place of any other's.
  [[nodiscard]] std::string output_of(const std::string& command) const;
  [[nodiscard]] bool is_idle(const std::string& node) const;
  [[nodiscard]] std::string logs() const;

  TempDir folder_;
  std::map<std::string, pid_t> daemons_;
};

}  // namespace parcours
