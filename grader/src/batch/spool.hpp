#pragma once
// The folder on a shared file system through which a batch and its workers on other machines talk. Tasks
// are in it before any worker starts; a result appears as a whole: it is written under another name, brought to the
// disk, and renamed.
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/result.hpp"
#include "util/result.hpp"

namespace parcours {

/// What all tasks of a spool share.
struct SpoolPlan {
  std::string exercise;          ///< id
  std::filesystem::path course;  ///< its root; the same path on every machine
};

struct SpoolTask {
  std::string key;   ///< of the grading
  std::string path;  ///< of the submission, as the batch has it; the bytes are in the spool
};

struct SpoolResult {
  std::string key;
  std::string host;  ///< where it was graded
  Result<GradedSubmission> graded;
};

/// One run's folder, for nobody but its user. Tasks have numbers from 0. Errors: machine, "FILE: what".
class Spool {
 public:
  /// A new one below `root`, which is made where it is not there.
  [[nodiscard]] static Result<Spool> create(const std::filesystem::path& root, const SpoolPlan& plan);
  /// One that is there, or was.
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Those below `root`, of earlier runs: one that ended well left at most logs.
  [[nodiscard]] static std::vector<Spool> all(const std::filesystem::path& root);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Of its jobs: no other run has the same.
  [[nodiscard]] std::string name() const { return "parcours-" + folder_.filename().string(); }
  [[nodiscard]] std::filesystem::path script() const { return folder_ / "worker.sh"; }
  [[nodiscard]] std::filesystem::path submission(int number) const;
  [[nodiscard]] std::filesystem::path log(const std::string& job, int index) const;

  [[nodiscard]] Result<SpoolPlan> plan() const;
  [[nodiscard]] Result<void> add(int number, const SpoolTask& task, std::string_view submission) const;
  [[nodiscard]] Result<SpoolTask> task(int number) const;

  /// On the disk when it returns, in place of an earlier one.
  [[nodiscard]] Result<void> leave(int number, const SpoolResult& result) const;
  /// The numbers of the results that are there; also sees at once what other machines left on a file server.
  [[nodiscard]] std::vector<int> results() const;
  [[nodiscard]] Result<SpoolResult> result(int number) const;
  void forget_result(int number) const;

  /// Removes all of it but the logs named, and `root` where nothing is left in it.
  void close(const std::set<std::filesystem::path>& kept_logs) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace parcours
