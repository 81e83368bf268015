#pragma once
// One run of a test program: every test reported, or what kept it from reporting.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "toolchain/profile.hpp"
#include "verdict/evidence.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct RunPlan {
  std::filesystem::path program;
  std::vector<std::string> tests;  ///< all of them must report
  std::uint64_t seed = 1;
  bool noise = false;
  Profile profile = Profile::plain;
  std::string header;                ///< the student's file name, to find their lines in stacks
  std::filesystem::path symbolizer;  ///< llvm-symbolizer; empty: crashes are told without lines
  ResourceLimits limits;
  int ranks = 0;                       ///< so many processes run the tests; 0: the program alone
  bool children = false;               ///< child processes do the work: a hang is told of them as well
  std::optional<FindingKind> until{};  ///< leave the rest out at its first sign
};

struct TestRun {
  std::map<std::string, TestOutcome> tests;  ///< one for each test of the plan
  std::vector<Finding> findings;             ///< crashes, hangs, limits, leaks, early exits; not plain failures
  std::vector<std::string> race_packets;     ///< as the program sent them: untrusted
  std::set<std::string> leaking;             ///< tests that failed only for what was left behind: that is in `findings`
  std::set<std::string> stopped;             ///< tests that crashed or hung: no use in running them again
  bool completed = false;                    ///< no test was left out
};

/// Whether the run shows a finding of that kind; a race may turn out to be none when its lines are known.
[[nodiscard]] bool shows(const TestRun& run, FindingKind kind);

/// Runs the tests in one process; when one of them ends it (crash, hang, limit), the others go on in a new process.
/// A hang is told by its activity: `deadlock` when every thread sleeps for good, `timeout` when still busy at the
/// test's limit. Errors: Fault::machine.
[[nodiscard]] Result<TestRun> run_tests(Sandbox& sandbox, const RunPlan& plan);

/// What a program answers to the order "list": the names in its packets "`each` NAME".
[[nodiscard]] Result<std::vector<std::string>> list_names(Sandbox& sandbox, const Command& command,
                                                          const std::string& each);

/// The names of all tests in `program` (of the reference, which is trusted).
[[nodiscard]] Result<std::vector<std::string>> list_tests(Sandbox& sandbox, const std::filesystem::path& program);

}  // namespace parcours
