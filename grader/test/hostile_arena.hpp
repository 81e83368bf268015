#pragma once
// Where hostile submissions are graded by the real program, and what is looked at afterwards.
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "util/files.hpp"
#include "util/result.hpp"

namespace parcours {

struct Ran {
  int status = -1;  ///< exit status; -1: it was killed, because of a signal or because it did not end in time
  double seconds = 0;
  std::string out;
  std::string err;
};

/// An installation of its own, a home, a folder for temporary files, and canaries, all below one temporary folder.
/// Makes the calling process the one that orphans of its descendants go to. Not thread-safe.
class Arena {
 public:
  /// `drop`: grade as a user without rights; only root can. `tier`: of the sandbox; empty: the best there is.
  [[nodiscard]] static Result<Arena> create(bool drop, const std::string& tier);

  [[nodiscard]] const std::string& tier() const { return tier_; }

  /// Whether speed is graded from now on.
  [[nodiscard]] Result<void> set_timed(bool timed);

  /// The folder that submissions are put into.
  [[nodiscard]] std::filesystem::path inbox() const { return root_.path() / "inbox"; }

  /// `parcours … grade parallel-sum SUBMISSION --report json=-`.
  [[nodiscard]] Ran grade(const std::filesystem::path& submission);

  /// What the last grading left or changed, a line each; processes found are killed.
  [[nodiscard]] std::vector<std::string> disturbances();

 private:
  Arena(TempDir root, bool drop, std::string tier) : root_(std::move(root)), drop_(drop), tier_(std::move(tier)) {}
  [[nodiscard]] Result<void> furnish();
  [[nodiscard]] std::string fingerprint() const;
  [[noreturn]] void become_grader(const std::filesystem::path& submission) const;

  TempDir root_;
  bool drop_;
  std::string tier_;
  std::filesystem::path cache_;
  std::string canaries_;  ///< how they were
  pid_t grader_ = -1;     ///< the last one
};

}  // namespace parcours
