#pragma once
// A submission made ready to run: loaded, compiled and past the gates. What is left of a grading is to run it.
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "inspect/ir.hpp"
#include "submission/submission.hpp"
#include "toolchain/builder.hpp"
#include "verdict/evidence.hpp"

namespace parcours {

/// Told what is being done: "building", "running the tests (run 2 of 6)". Called from any thread, one at a time.
using Progress = std::function<void(const std::string&)>;

struct Candidate {
  Submission submission;
  Rubric rubric;
  std::vector<std::string> tests;      ///< all that must report
  std::vector<std::string> scenarios;  ///< all that are to be played
  Evidence evidence;                   ///< so far: environment, phases, what the gates found
  bool runnable = false;               ///< compiled, and no gate closed
  std::filesystem::path folder;        ///< where its programs lie
  std::map<Profile, Build> builds;     ///< of the tests, one for each profile that there are runs of. See Programs
  std::shared_future<Result<Build>> explored;   ///< the scenarios; not valid where there are none. See Programs
  std::shared_future<Result<Build>> benchmark;  ///< being built meanwhile; not valid where no speed is to be graded
  std::string untimed_because;                  ///< a sentence, where no speed is to be graded
  bool fences = false;                          ///< uses atomic_thread_fence
  std::optional<IrModule> tested;               ///< as it is in the tests, without checks that the compiler put in
};

/// Which of its programs are built: all, or of the tests' only the first, and the others when they turn out to be
/// needed: the scenarios when somebody waits for them, the tests' by Preparation::complete.
enum class Programs { all, first };

/// Makes candidates of submissions. Thread-safe.
class Preparation {
 public:
  Preparation(Sandbox& sandbox, const Builder& builder) : sandbox_(sandbox), builder_(builder) {}

  /// Errors: machine, where it lacks what the exercise needs beyond others.
  [[nodiscard]] Result<void> can_build(const Rubric& rubric) const;

  /// Builds below `folder`, which must outlive the candidate. `measure`: for speed, too. Errors: input, where the
  /// course cannot be used; machine.
  [[nodiscard]] Result<Candidate> prepare(const Exercise& exercise, Submission submission,
                                          const std::filesystem::path& folder, bool measure, Programs programs,
                                          const Progress& progress) const;

  /// Builds what it lacks of the tests' programs. It may turn out not to be runnable. Errors: machine.
  [[nodiscard]] Result<void> complete(const Exercise& exercise, Candidate& candidate) const;

  /// The gates on one of its builds; their findings go to `evidence`. False: one of them costs everything.
  [[nodiscard]] Result<bool> pass_gates(Candidate& candidate, const std::string& header, const Build& build,
                                        Profile profile, Evidence& evidence) const;

 private:
  [[nodiscard]] Result<void> warm(const Exercise& exercise, Candidate& candidate, bool measure,
                                  const Progress& progress) const;
  [[nodiscard]] Result<void> build(const Exercise& exercise, Candidate& candidate,
                                   const std::vector<Profile>& profiles) const;

  Sandbox& sandbox_;
  const Builder& builder_;
};

/// What is refused by its text alone.
[[nodiscard]] std::vector<Finding> find_in_text(const Rubric& rubric, const std::string& header,
                                                const std::string& text);

/// The profiles in which its tests are run.
[[nodiscard]] std::vector<Profile> test_profiles(const RunCounts& runs);

/// The criterion that grades the speed, if there is one.
[[nodiscard]] const Criterion* speed_criterion(const Rubric& rubric);

}  // namespace parcours
