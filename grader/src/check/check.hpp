#pragma once
// All runs of a submission's tests, and what they show together.
#include <functional>
#include <map>
#include <optional>

#include "check/test_run.hpp"
#include "toolchain/builder.hpp"

namespace parcours {

/// What to look for. Once it is found, no more runs are begun: nothing that they show could take it back.
struct Goal {
  FindingKind kind = FindingKind::test_failure;
  bool at_once = false;  ///< and what is left of the runs under way is left out, too
};

struct CheckPlan {
  std::map<Profile, std::filesystem::path>
      programs;  ///< of the profiles to be run; the rubric's other runs are left out
  std::vector<std::string> tests;
  std::uint64_t seed = 1;
  int lanes = 2;  ///< runs at a time
  std::string header;
  std::string source;
  std::filesystem::path symbolizer;
  bool fences = false;          ///< the submission uses atomic_thread_fence
  std::optional<Goal> until{};  ///< empty: all runs
};

struct CheckResult {
  std::vector<TestOutcome> tests;  ///< over all runs, in the plan's order
  std::vector<Finding> findings;
  int race_runs = 0;  ///< runs under the race detector that completed
  int runs = 0;       ///< that were begun
};

/// `progress` is called from one thread at a time with "run 3 of 6".
[[nodiscard]] Result<CheckResult> check(Sandbox& sandbox, const Rubric& rubric, const CheckPlan& plan,
                                        const std::function<void(const std::string&)>& progress);

}  // namespace parcours
