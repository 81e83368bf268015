#pragma once
// One submission's way through the grader: submission, builds, runs, findings, speed-up, score.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "course/course.hpp"
#include "report/result.hpp"
#include "sandbox/sandbox.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

/// Told what is being done: "building", "running the tests (run 2 of 6)". Called from any thread, one at a time.
using Progress = std::function<void(const std::string&)>;

struct GradeOptions {
  std::optional<std::uint64_t> seed;  ///< fresh when empty
  bool measure = true;                ///< false: leave the speed criterion out (a course's proof of wrong answers)
};

class Grader {
 public:
  /// Finds the compiler, a sandbox that works and the cache. Errors: Fault::machine.
  [[nodiscard]] static Result<Grader> create(const Installation& installation);

  /// A student's failure is in the result; an Error says that there is none (input: the course or the submission
  /// cannot be used; machine: grade again elsewhere).
  [[nodiscard]] Result<GradedSubmission> grade(const Exercise& exercise, const std::filesystem::path& submission,
                                               const GradeOptions& options, const Progress& progress) const;

  [[nodiscard]] const Compiler& compiler() const { return builder_->compiler(); }
  [[nodiscard]] std::string tier() const { return sandbox_->tier(); }
  [[nodiscard]] const Cache& cache() const { return builder_->cache(); }

 private:
  Grader(std::unique_ptr<Sandbox> sandbox, std::unique_ptr<Builder> builder)
      : sandbox_(std::move(sandbox)), builder_(std::move(builder)) {}
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<Builder> builder_;
};

}  // namespace parcours
