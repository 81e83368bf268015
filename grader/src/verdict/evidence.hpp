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

/// Time of a naive version over time of the submission.
struct BaselineSpeed {
  std::string name;  ///< for people: "the serial version"
  double ratio = 0;
};

/// Time of the reference over time of the submission, with its 95 % interval (sign test on paired log-ratios).
struct Speedup {
  double ratio = 0;
  double low = 0;
  double high = 0;
  int pairs = 0;
  int threads = 0;
  bool stable = false;  ///< false: the interval is too wide to place the score, or the next check failed
  /// The reference's time in one process over its time in another, measured along the way: 1 where the machine is fair.
  double self = 1;
  double self_low = 1;
  double self_high = 1;
  std::vector<BaselineSpeed> baselines{};
  std::vector<double> ratios{};  ///< two a pair, one for each process of the reference, in the order measured
  std::string disturbed_by{};    ///< a sentence; empty: nothing worth telling
};

/// All benchmarks together, with one number of threads.
struct ScalingPoint {
  int threads = 1;
  double seconds = 0;    ///< wall time
  double cpu = 0;        ///< seconds of all threads
  double busiest = 0;    ///< seconds of CPU time of the thread that used the most
  double switches = 0;   ///< between threads
  double reference = 0;  ///< seconds of the reference, beside it; 0: not known
};

/// How the time of a submission changes with the number of threads.
struct Scaling {
  std::vector<ScalingPoint>
      points;         ///< by rising number of threads, from 1; empty: `failure` says why, or not asked for
  double serial = 0;  ///< seconds of the serial baseline; 0: none
  // Of the time of all threads, with the most threads; 0 to 1:
  double waited_one_lock = 0;  ///< waited for the lock most waited for
  double waited_locks = 0;     ///< for any lock
  double waited_news = 0;      ///< for condition variables, semaphores, atomic variables
  int processors = 0;          ///< of the machine
  std::string failure;         ///< one sentence
  std::string disturbed_by;    ///< a sentence; empty: nothing worth telling
};

/// The search for a schedule that goes wrong, in one scenario.
struct ScenarioSearch {
  std::string name;
  unsigned tried = 0;  ///< schedules
  int exhausted = -1;  ///< all schedules with up to so many preemptions were among them; -1: not even all without
};

struct Phase {
  std::string name;    ///< "build-tests", "run-tests", "measure", …
  double seconds = 0;  ///< wall time
};

struct Evidence {
  bool compiled = false;
  std::vector<TestOutcome> tests;
  std::vector<Finding> findings;
  std::vector<ScenarioSearch> searches;
  bool measured = false;
  std::string not_measured_because;  ///< one sentence, when measured is false
  Speedup speedup;                   ///< valid when measured
  Scaling scaling;
  int test_runs = 0;   ///< of the tests, begun
  int race_runs = 0;   ///< completed runs under the race detector
  double seconds = 0;  ///< wall time of the whole grading; less than its phases' sum, as some overlap
  std::vector<Phase> phases;
  std::map<std::string, std::string> environment;  ///< compiler, cores, sandbox, …: strings for the report
  unsigned long long seed = 0;
};

}  // namespace parcours
