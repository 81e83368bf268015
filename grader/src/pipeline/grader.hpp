#pragma once
// One submission's way through the grader: submission, builds, runs, findings, speed-up, score.
#include <cstdint>
#include <memory>
#include <optional>

#include "check/check.hpp"
#include "pipeline/candidate.hpp"
#include "pipeline/examination.hpp"
#include "pipeline/exploration.hpp"
#include "report/result.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/turnstile.hpp"

namespace parcours {

struct GradeOptions {
  std::optional<std::uint64_t> seed{};  ///< fresh when empty
  bool measure = true;                  ///< false: leave the speed criterion out (a course's proof of wrong answers)
  bool extras = true;                   ///< what is measured and earns no points: naive versions, scaling
  std::optional<Goal> until{};          ///< empty: all runs of the tests
  bool first_program = false;           ///< of the tests\' programs only one is built and run
};

class Grader {
 public:
  /// Finds the compiler, a sandbox that works and the cache. `turnstile`: of several gradings at a time, each is timed
  /// while nothing of the others runs; it outlives the grader. Errors: Fault::machine.
  [[nodiscard]] static Result<Grader> create(const Installation& installation, Turnstile* turnstile = nullptr);

  /// Whether this machine has what the exercise needs beyond the others. Errors: machine, with what to install; input.
  [[nodiscard]] Result<void> can_grade(const Exercise& exercise) const;

  /// The header at a path, in the folder or in the archive there. Errors: input, where it is no submission; machine.
  [[nodiscard]] Result<Submission> read(const Exercise& exercise, const std::filesystem::path& path) const;

  /// A student's failure is in the result; an Error says that there is none (input: the course cannot be used; machine:
  /// grade again elsewhere).
  [[nodiscard]] Result<GradedSubmission> grade(const Exercise& exercise, Submission submission,
                                               const GradeOptions& options, const Progress& progress) const;
  /// The same of what is read at a path.
  [[nodiscard]] Result<GradedSubmission> grade(const Exercise& exercise, const std::filesystem::path& submission,
                                               const GradeOptions& options, const Progress& progress) const;

  /// The steps of it, for who runs one build several times or has other work to do beside the first two. `folder` must
  /// outlive the candidate. Where a first sign is enough, not all of the tests' programs may have been built, and only
  /// those are run.
  [[nodiscard]] Result<Candidate> prepare(const Exercise& exercise, const std::filesystem::path& submission,
                                          const std::filesystem::path& folder, const GradeOptions& options,
                                          const Progress& progress) const;
  [[nodiscard]] Result<Examination> examine(const Exercise& exercise, Candidate& candidate, const GradeOptions& options,
                                            const Progress& progress) const;
  /// Times it, where that is to be done, which nothing should run beside, and scores it.
  [[nodiscard]] Result<GradedSubmission> conclude(const Exercise& exercise, const Candidate& candidate,
                                                  Examination examined, const GradeOptions& options,
                                                  const Progress& progress) const;
  /// The last two together.
  [[nodiscard]] Result<GradedSubmission> judge(const Exercise& exercise, Candidate& candidate,
                                               const GradeOptions& options, const Progress& progress) const;

  /// As explore_submission (pipeline/exploration.hpp).
  [[nodiscard]] Result<GradedSubmission> explore(const Exercise& exercise, const std::filesystem::path& submission,
                                                 const ExploreOptions& options, const Progress& progress) const;

  /// As compare_speed (pipeline/comparison.hpp), with a fresh seed where none is given.
  [[nodiscard]] Result<Speedup> compare(const Exercise& exercise, const std::filesystem::path& a,
                                        const std::filesystem::path& b, std::optional<std::uint64_t> seed,
                                        const Progress& progress) const;

  [[nodiscard]] Sandbox& sandbox() const { return sandbox_.behind ? *sandbox_.behind : *sandbox_.timed; }
  [[nodiscard]] const Builder& builder() const { return *builder_; }
  [[nodiscard]] const Compiler& compiler() const { return builder_->compiler(); }
  [[nodiscard]] std::string tier() const { return sandbox().tier(); }
  [[nodiscard]] const Cache& cache() const { return builder_->cache(); }

 private:
  [[nodiscard]] Result<Candidate> prepare(const Exercise& exercise, Submission submission,
                                          const std::filesystem::path& folder, const GradeOptions& options,
                                          const Progress& progress) const;

  /// Behind the turnstile, where there is one, and in front of it: what is timed.
  struct Sandboxes {
    std::unique_ptr<Sandbox> timed;
    std::unique_ptr<Sandbox> behind;
    Turnstile* turnstile = nullptr;
  };
  Grader(Sandboxes sandbox, std::unique_ptr<Builder> builder)
      : sandbox_(std::move(sandbox)), builder_(std::move(builder)) {}
  Sandboxes sandbox_;
  std::unique_ptr<Builder> builder_;
};

}  // namespace parcours
