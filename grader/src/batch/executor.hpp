#pragma once
// Where the submissions of a batch are graded: on this machine, or on many.
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "report/result.hpp"
#include "util/result.hpp"

namespace parcours {

/// One submission to be graded.
struct Work {
  std::string key;             ///< of the grading: batch/grading_keys.hpp
  std::filesystem::path file;  ///< the header
  std::string shown;           ///< whose it is, for people
};

/// Told by an executor, one at a time, from any thread.
struct WorkEvents {
  std::function<void(const Work&)> begun;
  /// An error of `result` says that there is none (Fault::machine: another try may succeed). An error returned from
  /// here ends the run.
  std::function<Result<void>(const Work&, Result<GradedSubmission> result)> ended;
};

class Executor {
 public:
  virtual ~Executor() = default;
  /// Grades all of them, in about their order; returns when each has ended, or after a stop is asked for, when those
  /// under way have. Errors: what `ended` returned; machine, where nothing can be graded at all.
  [[nodiscard]] virtual Result<void> run(const std::vector<Work>& works, const WorkEvents& events,
                                         const std::stop_token& stop) = 0;
  /// "2 at a time on this machine"
  [[nodiscard]] virtual std::string description() const = 0;
};

}  // namespace parcours
