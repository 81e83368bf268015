#pragma once
// All that the grader observed of one submission: what score turns into points and report prints.
#include <map>
#include <string>
#include <vector>

#include "verdict/finding.hpp"

namespace parcours {

enum class TestStatus { passed, failed, not_run };

/// One test over all its runs: passed only if it passed in every one.
struct TestOutcome {
  std::string name;  ///< "Suite.Name" as GoogleTest prints it
  TestStatus status = TestStatus::not_run;
  std::string message;  ///< why it failed, or why it did not run
};

/// Time of the reference over time of the submission, with its 95 % interval (sign test on paired log-ratios).
struct Speedup {
  double ratio = 0;
  double low = 0;
  double high = 0;
  int pairs = 0;
  int threads = 0;
  bool stable = false;  ///< false: the interval is too wide to place the score
};

struct Phase {
  std::string name;    ///< "build-tests", "run-tests", "measure", …
  double seconds = 0;  ///< wall time
};

struct Evidence {
  bool compiled = false;
  std::vector<TestOutcome> tests;
  std::vector<Finding> findings;
  bool measured = false;
  std::string not_measured_because;  ///< one sentence, when measured is false
  Speedup speedup;                   ///< valid when measured
  int test_runs = 0;                 ///< of the tests, begun
  int race_runs = 0;                 ///< completed runs under the race detector
  double seconds = 0;                ///< wall time of the whole grading; less than its phases' sum, as some overlap
  std::vector<Phase> phases;
  std::map<std::string, std::string> environment;  ///< compiler, cores, sandbox, …: strings for the report
  unsigned long long seed = 0;
};

}  // namespace parcours
