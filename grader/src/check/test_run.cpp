#include "check/test_run.hpp"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>
#include <sstream>

#include "check/crashes.hpp"
#include "check/stacks.hpp"
#include "check/waits.hpp"
#include "sandbox/channel_secret.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// A run counts as asleep for good when for this long no test reported and its threads together went to sleep fewer
/// than `asleep_switches` times and used less than `asleep_cpu`. The race detector's own thread wakes ten times a
/// second.
constexpr milliseconds asleep_window{1500};
constexpr std::uint64_t asleep_switches = 40;
constexpr milliseconds asleep_cpu{30};
constexpr std::size_t most_race_packets = 200;
constexpr int most_faults_shown = 3;
/// Times a test's limit that a program may take to start its first test, the next one, or to end.
constexpr int patience_between_tests = 3;

/// Decides from samples 50 ms apart whether all threads sleep for good.
class ActivityWindow {
 public:
  void restart() { samples_.clear(); }
  void add(const Usage& usage) {
    samples_.push_back(usage);
    while (samples_.size() > static_cast<std::size_t>(asleep_window.count() / 50)) samples_.pop_front();
  }
  /// Enough samples to decide.
  [[nodiscard]] bool full() const { return samples_.size() >= static_cast<std::size_t>(asleep_window.count() / 50); }
  [[nodiscard]] bool asleep() const {
    if (!full()) return false;
    const Usage& first = samples_.front();
    const Usage& last = samples_.back();
    return first.threads == last.threads && last.switches >= first.switches &&
           last.switches - first.switches < asleep_switches && last.cpu - first.cpu < asleep_cpu;
  }

 private:
  std::deque<Usage> samples_;
};

std::string signal_name(int signal) {
  const char* text = ::sigdescr_np(signal);
  return text == nullptr ? fmt::format("signal {}", signal) : text;
}

/// What one process of the run does, and what is known of it so far.
class Session {
 public:
  Session(Sandbox& sandbox, const RunPlan& plan, TestRun& run, Running& process, const ChannelSecret& secret)
      : sandbox_(sandbox), plan_(plan), run_(run), process_(process), secret_(secret) {}

  /// Until the process has ended. `pending` loses the tests that have reported.
  Result<void> follow(std::vector<std::string>& pending) {
    for (;;) {
      auto event = process_.next(milliseconds(200));
      if (!event) return tl::unexpected(event.error());
      if (auto* message = std::get_if<Message>(&*event)) take(message->text, pending);
      if (auto* usage = std::get_if<Usage>(&*event)) {
        window_.add(*usage);
        cpu_ = usage->cpu;
        watch();
      }
      if (auto* stacks = std::get_if<Stacks>(&*event)) judge_stacks(stacks->text);
      if (auto* outcome = std::get_if<Outcome>(&*event)) {
        return conclude(*outcome, pending);
      }
    }
  }

 private:
  void take(const std::string& sealed, std::vector<std::string>& pending) {
    const auto packet = secret_.open(sealed);
    if (!packet) return forged("The program sent the grader a report that does not come from the tests.");
    window_.restart();
    heard_ = true;
    last_report_ = Clock::now();
    std::istringstream text(*packet);
    std::string verb;
    std::string name;
    text >> verb >> name;
    if (verb == "start") {
      // A name that was not asked for is made up: blamed for the end of a process, it would leave the rest pending.
      if (std::find(pending.begin(), pending.end(), name) == pending.end()) return;
      current_ = name;
      fault_.reset();
      started_ = Clock::now();
      cpu_at_start_ = cpu_;
      sleeps_on_purpose_ = false;
      waits_.restart();
    } else if (verb == "fault" && name == current_) {
      text.get();
      add_fault(std::string((std::istreambuf_iterator<char>(text)), {}));
    } else if (verb == "end" && name == current_) {
      std::string status;
      int threads_left = 0;
      text >> status >> threads_left;
      end_test(status == "passed", threads_left, pending);
    } else if (verb == "wait" || verb == "waited") {
      waits_.take(*packet, Clock::now());
    } else if (verb == "race" && run_.race_packets.size() < most_race_packets) {
      run_.race_packets.push_back(*packet);
    } else if (verb == "crash" && crash_packet_.empty()) {
      crash_packet_ = *packet;
    } else if (verb == "done") {
      done_ = true;
    } else if (verb == "left" && done_) {
      int after_tests = 0;
      int at_end = -1;
      text.str(packet->substr(verb.size()));
      text.clear();
      text >> after_tests >> at_end;
      joined_at_end_ = after_tests >= threads_left_ && at_end == 0;
    }
  }

  void add_fault(const std::string& message) {
    if (!fault_) fault_ = "";
    if (++faults_shown_ > most_faults_shown && !fault_->empty()) return;
    *fault_ += (fault_->empty() ? "" : "\n") + message;
  }

  void end_test(bool passed, int threads_left, std::vector<std::string>& pending) {
    faults_shown_ = 0;
    const auto at = std::find(pending.begin(), pending.end(), current_);
    if (at == pending.end()) return;  // reported twice, or not asked for
    pending.erase(at);
    if (passed && fault_) forged("A failure that a test had reported was taken back.");
    TestOutcome& test = run_.tests[current_];
    test.status = passed && !fault_ ? TestStatus::passed : TestStatus::failed;
    test.message = fault_.value_or("");
    if (threads_left > 0) {
      Finding leak = about(FindingKind::leak, fmt::format("{} thread{} still running after the test had ended.",
                                                          threads_left, threads_left == 1 ? " was" : "s were"));
      leak.advice = "Join every thread that you start (std::jthread does it by itself).";
      leaks_.push_back(std::move(leak));
      threads_left_ += threads_left;
    }
    current_.clear();
  }

  void forged(const std::string& message) {
    const bool known = std::any_of(run_.findings.begin(), run_.findings.end(),
                                   [](const Finding& finding) { return finding.kind == FindingKind::tampering; });
    if (!known) run_.findings.push_back(about(FindingKind::tampering, message));
  }

  void watch() {
    if (current_.empty()) return watch_between_tests();
    if (asked_stacks_ || stopping_) return;
    out_of_cpu_ = cpu_ - cpu_at_start_ > plan_.limits.test_cpu;
    // Not before it is known whether it sleeps: whether the finding is a deadlock would be a matter of luck.
    overdue_ = window_.full() && waits_.overdue(Clock::now()) != nullptr;
    const bool out_of_time = overdue_ || out_of_cpu_ || Clock::now() - started_ > plan_.limits.test_wall;
    if (!out_of_time && !(window_.asleep() && !sleeps_on_purpose_)) return;
    asked_stacks_ = true;
    asked_about_ = current_;
    asked_at_ = Clock::now();
    heard_ = false;
    out_of_time_ = out_of_time;
    asleep_ = window_.asleep();
    process_.request_stacks();
  }

  /// Before the first test, between two, or after the last.
  void watch_between_tests() {
    if (stopping_ || Clock::now() - last_report_ < patience_between_tests * plan_.limits.test_wall) return;
    stopping_ = true;
    process_.stop();
  }

  void judge_stacks(const std::string& text) {
    asked_stacks_ = false;
    if (current_ != asked_about_) return;               // it ended before the debugger came
    if ((!out_of_time_ || overdue_) && heard_) return;  // it went on before the debugger came
    waited_for_ = overdue_ ? *waits_.overdue(asked_at_) : waits_.latest() != nullptr ? *waits_.latest() : Wait{};
    started_ += Clock::now() - asked_at_;  // the test stood still while the debugger looked at it
    waits_.postpone(Clock::now() - asked_at_);
    threads_ = parse_stacks(text, plan_.header);
    const bool sleeper = std::any_of(threads_.begin(), threads_.end(),
                                     [](const ThreadStack& thread) { return thread.activity == Activity::sleeping; });
    // Asleep, it will wake up by itself; and where the debugger saw nothing, it may be asleep.
    if (!out_of_time_ && (sleeper || threads_.empty())) {
      sleeps_on_purpose_ = true;
      window_.restart();
      return;
    }
    stopping_ = true;
    process_.stop();
  }

  Finding about(FindingKind kind, std::string message) const {
    Finding finding;
    finding.kind = kind;
    finding.message = std::move(message);
    finding.test = current_;
    finding.location.file = plan_.header;
    return finding;
  }

  Finding hang() const {
    if (current_.empty()) {
      Finding finding = about(FindingKind::timeout, "The program did not go on, though no test was running");
      finding.advice = "Look at constructors and destructors of global objects, and at what is registered with atexit.";
      return finding;
    }
    const bool dead = asleep_ && !std::any_of(threads_.begin(), threads_.end(), [](const ThreadStack& thread) {
                        return thread.activity == Activity::sleeping;
                      });
    const auto seconds = [](milliseconds time) { return std::chrono::duration<double>(time).count(); };
    const std::string waited =
        waited_for_.what.empty() ? "" : fmt::format(" The test waited for {}.", waited_for_.what);
    const auto timeout = [&](const std::string& message) { return about(FindingKind::timeout, message + waited); };
    Finding finding =
        dead       ? about(FindingKind::deadlock,
                           "The program stopped for good: every thread waits and none can wake another." + waited)
        : overdue_ ? timeout(fmt::format("A part of the test was not over after {} s.", seconds(waited_for_.limit)))
        : out_of_cpu_
            ? timeout(fmt::format("The test used more than {} s of processor time.", seconds(plan_.limits.test_cpu)))
            : timeout(fmt::format("The test was still busy after {} s.", seconds(plan_.limits.test_wall)));
    finding.steps = to_steps(threads_);
    for (const ThreadStack& thread : threads_)
      if (thread.location.file == plan_.header && finding.location.line == 0) finding.location = thread.location;
    finding.advice = dead ? "For each waiting thread ask: who should wake it, and what keeps that one from doing so? "
                            "Look at the order of locks, and at which waiters each notification reaches."
                          : "Look at the loop in the lines above: what should end it, and does that ever happen?";
    return finding;
  }

  Result<Finding> ended_by(const Outcome& outcome) const {
    switch (outcome.ending) {
      case Ending::memory:
        return about(FindingKind::memory_limit,
                     fmt::format("It used more than {} MiB of memory.", plan_.limits.memory_bytes >> 20));
      case Ending::processes:
        return about(FindingKind::process_limit,
                     fmt::format("It had more than {} threads and processes at once.", plan_.limits.processes));
      case Ending::output:
        return about(FindingKind::output_limit,
                     fmt::format("It printed more than {} KiB.", plan_.limits.output_bytes >> 10));
      case Ending::stopped:
        return hang();
      case Ending::wall_time:
      case Ending::cpu_time:
        return about(FindingKind::timeout, "The run took longer than all its tests may take together.");
      case Ending::signalled:
      case Ending::exited:
        break;
    }
    Finding finding = about(FindingKind::crash, "");
    if (!crash_packet_.empty()) {
      const CrashContext context{plan_.program, plan_.symbolizer, plan_.header};
      if (auto explained = explain_crash(sandbox_, context, crash_packet_, finding); !explained)
        return tl::unexpected(explained.error());
    } else if (outcome.ending == Ending::signalled) {
      finding.message = fmt::format("The program crashed: {}.", signal_name(outcome.status));
    } else {
      finding.message = fmt::format("The program ended in the middle of the tests (exit status {}).", outcome.status);
      finding.advice = "A submission may not end the program.";
    }
    return finding;
  }

  Result<void> conclude(const Outcome& outcome, std::vector<std::string>& pending) {
    // Threads that lived on from test to test, and were joined when the program ended, belong to a pool for all of it.
    if (!joined_at_end_) run_.findings.insert(run_.findings.end(), leaks_.begin(), leaks_.end());
    if (done_ && outcome.ending == Ending::exited && outcome.status == 0) {
      if (outcome.left_processes > 0)
        run_.findings.push_back(
            about(FindingKind::leak, fmt::format("{} child process{} outlived the tests.", outcome.left_processes,
                                                 outcome.left_processes == 1 ? "" : "es")));
      // What is pending although the program says it is done has been skipped: it stays "not run".
      for (const std::string& name : pending) run_.tests[name].message = "The program did not run this test.";
      pending.clear();
      return {};
    }
    auto ended = ended_by(outcome);
    if (!ended) return tl::unexpected(ended.error());
    Finding finding = std::move(*ended);
    if (current_.empty()) {
      // Before the first test, between two, or after the last: no test to blame, and a new process would end alike.
      finding.message += pending.empty() ? " (after the last test)" : " (between tests)";
      for (const std::string& name : pending) run_.tests[name].message = finding.message;
      pending.clear();
    } else {
      TestOutcome& test = run_.tests[current_];
      test.status = TestStatus::failed;
      test.message = finding.message;
      run_.stopped.insert(current_);
      pending.erase(std::remove(pending.begin(), pending.end(), current_), pending.end());
    }
    run_.findings.push_back(std::move(finding));
    return {};
  }

  Sandbox& sandbox_;
  const RunPlan& plan_;
  TestRun& run_;
  Running& process_;
  const ChannelSecret& secret_;
  ActivityWindow window_;
  std::string current_;
  std::optional<std::string> fault_;  ///< what the current test found wrong; empty: nothing so far
  int faults_shown_ = 0;
  std::string crash_packet_;  ///< the program's last words, untrusted
  Clock::time_point started_;
  Clock::time_point last_report_ = Clock::now();
  std::vector<ThreadStack> threads_;
  milliseconds cpu_{0};           ///< of the whole process, as last sampled
  milliseconds cpu_at_start_{0};  ///< when the current test started
  bool out_of_cpu_ = false;
  bool done_ = false;
  std::vector<Finding> leaks_;  ///< threads left after a test
  int threads_left_ = 0;        ///< how many, all tests together
  bool joined_at_end_ = false;
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

Command test_command(const std::filesystem::path& program) {
  // The race detector's lock-order reports are off: they accuse correct programs (a common gate lock), and abort with
  // more than 64 locks held. Addresses become lines in the grader, so nothing is symbolised here.
  return {
      .argv = {program.string()},
      .environment = {{"LC_ALL", "C.UTF-8"},
                      {"TSAN_OPTIONS",
                       "symbolize=0:exitcode=0:halt_on_error=0:report_bugs=1:enable_annotations=0:detect_deadlocks=0:"
                       "report_signal_unsafe=0:report_thread_leaks=0:atexit_sleep_ms=0:print_summary=0:"
                       "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0"}},
      .folder = "/tmp",
      .mounts = {{program, false}},
      .channel = true};
}

}  // namespace

Result<TestRun> run_tests(Sandbox& sandbox, const RunPlan& plan) {
  TestRun run;
  for (const std::string& name : plan.tests) run.tests[name].name = name;
  std::vector<std::string> pending = plan.tests;
  Limits limits;
  limits.wall = plan.limits.test_wall * static_cast<int>(plan.tests.size() + 1);
  limits.cpu = plan.limits.test_cpu * static_cast<int>(plan.tests.size() + 1);
  limits.memory_bytes = plan.limits.memory_bytes * (plan.instrumented ? 4 : 1);  // shadow memory of the race detector
  limits.processes = plan.limits.processes;
  limits.output_bytes = plan.limits.output_bytes;
  limits.file_bytes = plan.limits.file_bytes;
  while (!pending.empty()) {
    auto process = sandbox.start(test_command(plan.program), limits);
    if (!process) return tl::unexpected(process.error());
    std::string order = fmt::format("run {} {}\n", plan.seed, plan.noise ? 1 : 0);
    for (const std::string& name : pending) order += name + "\n";
    const ChannelSecret secret;
    (*process)->send(secret.sign(order));
    Session session(sandbox, plan, run, **process, secret);
    if (auto followed = session.follow(pending); !followed) return tl::unexpected(followed.error());
  }
  run.completed = std::none_of(run.tests.begin(), run.tests.end(),
                               [](const auto& test) { return test.second.status == TestStatus::not_run; });
  return run;
}

Result<std::vector<std::string>> list_tests(Sandbox& sandbox, const std::filesystem::path& program) {
  auto process = sandbox.start(test_command(program), Limits{});
  if (!process) return tl::unexpected(process.error());
  const ChannelSecret secret;
  (*process)->send(secret.sign("list"));
  std::vector<std::string> names;
  for (;;) {
    auto event = (*process)->next(std::chrono::milliseconds(1000));
    if (!event) return tl::unexpected(event.error());
    if (const auto* message = std::get_if<Message>(&*event))
      if (const auto packet = secret.open(message->text); packet && packet->starts_with("test "))
        names.push_back(packet->substr(5));
    if (std::holds_alternative<Outcome>(*event)) return names;
  }
}

}  // namespace parcours
