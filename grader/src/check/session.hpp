#pragma once
// One process of a run of the tests: its packets, its activity, and what ended it.
#include <optional>
#include <string>
#include <vector>

#include "check/activity.hpp"
#include "check/stacks.hpp"
#include "check/test_run.hpp"
#include "check/waits.hpp"
#include "sandbox/channel_secret.hpp"

namespace parcours {

/// What one process of the run does, and what is known of it so far. What it finds goes to `run`. All that it is given
/// must outlive it.
class Session {
 public:
  Session(Sandbox& sandbox, const RunPlan& plan, TestRun& run, Running& process, const ChannelSecret& secret)
      : sandbox_(sandbox), plan_(plan), run_(run), process_(process), secret_(secret) {}

  /// Until the process has ended, or the run shows what the plan looks for. `pending` loses the tests that have
  /// reported. Errors: Fault::machine.
  [[nodiscard]] Result<void> follow(std::vector<std::string>& pending);

 private:
  using Clock = std::chrono::steady_clock;

  void take(const std::string& sealed, std::vector<std::string>& pending);
  void add_fault(const std::string& message);
  /// What is known of the end, after the destructors of static objects.
  void take_left(const std::string& packet);
  void end_test(bool passed, int threads_left, std::vector<std::string>& pending);
  void forged(const std::string& message);
  void watch();
  /// Before the first test, between two, or after the last.
  void watch_between_tests();
  void judge_stacks(const std::string& text);
  [[nodiscard]] Finding about(FindingKind kind, std::string message) const;
  [[nodiscard]] Finding hang() const;
  [[nodiscard]] Result<Finding> stalemate() const;
  [[nodiscard]] Result<Finding> ended_by(const Outcome& outcome) const;
  [[nodiscard]] Result<void> tell_of_child_crashes();
  [[nodiscard]] Result<void> conclude(const Outcome& outcome, std::vector<std::string>& pending);

  Sandbox& sandbox_;
  const RunPlan& plan_;
  TestRun& run_;
  Running& process_;
  const ChannelSecret& secret_;
  ActivityWindow window_;
  std::string current_;
  std::optional<std::string> fault_;  ///< what the current test found wrong; empty: nothing so far
  bool reported_by_test_ = false;     ///< and not by a child process of it alone: then it cannot pass
  bool child_returned_ = false;       ///< from the code under test into the test
  std::string left_behind_;           ///< by the current test
  int faults_shown_ = 0;
  std::string crash_packet_;  ///< the program's last words, untrusted
  std::string stuck_packet_;  ///< its ranks all wait for each other; untrusted
  std::string no_ranks_;      ///< why its ranks do not come up
  struct ChildCrash {
    std::string test;
    std::string packet;
  };
  std::vector<ChildCrash> child_crashes_;  ///< last words of processes that it had started, untrusted
  Clock::time_point started_;
  Clock::time_point last_report_ = Clock::now();
  std::vector<ThreadStack> threads_;
  std::chrono::milliseconds cpu_{0};           ///< of the whole process, as last sampled
  std::chrono::milliseconds cpu_at_start_{0};  ///< when the current test started
  bool out_of_cpu_ = false;
  bool done_ = false;
  std::vector<Finding> leaks_;  ///< threads left after a test
  int threads_left_ = 0;        ///< how many, all tests together
  bool joined_at_end_ = false;
  int zombies_ = 0;
  bool asked_stacks_ = false;
  std::string asked_about_;  ///< the test that ran when the stacks were asked for
  Clock::time_point asked_at_;
  bool heard_ = false;  ///< a packet came since then
  bool stopping_ = false;
  bool out_of_time_ = false;
  Waits waits_;
  bool overdue_ = false;  ///< out of time by the limit of a wait
  Wait waited_for_;       ///< when the stacks were asked for
  bool asleep_ = false;
  bool sleeps_on_purpose_ = false;
};

}  // namespace parcours
