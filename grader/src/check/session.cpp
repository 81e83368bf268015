#include "check/session.hpp"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <sstream>

#include "check/crashes.hpp"
#include "check/stalemate.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_race_packets = 200;
constexpr std::size_t most_child_crashes = 20;
constexpr int most_faults_shown = 3;
/// Times a test's limit that a program may take to start its first test, the next one, or to end.
constexpr int patience_between_tests = 3;

std::string signal_name(int signal) {
  const char* text = ::sigdescr_np(signal);
  return text == nullptr ? fmt::format("signal {}", signal) : text;
}

}  // namespace

Result<void> Session::follow(std::vector<std::string>& pending) {
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
      if (!no_ranks_.empty()) return machine_error("Open MPI does not start here: {}", no_ranks_);
      if (auto concluded = conclude(*outcome, pending); !concluded) return concluded;
      return tell_of_child_crashes();
    }
    if (plan_.until && shows(run_, *plan_.until)) return {};
  }
}

void Session::take(const std::string& sealed, std::vector<std::string>& pending) {
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
    reported_by_test_ = false;
    child_returned_ = false;
    left_behind_.clear();
    started_ = Clock::now();
    cpu_at_start_ = cpu_;
    sleeps_on_purpose_ = false;
    waits_.restart();
  } else if ((verb == "fault" || verb == "child-fault") && name == current_) {
    if (verb == "fault") reported_by_test_ = true;
    text.get();
    if (verb == "fault" || !child_returned_) add_fault(std::string((std::istreambuf_iterator<char>(text)), {}));
  } else if (verb == "child-returned" && name == current_ && !child_returned_) {
    // What it has found wrong before says less: it has seen its own part only.
    child_returned_ = true;
    if (!reported_by_test_) fault_.reset();
    add_fault(
        "A child process returned from the code under test and ran on in the test. A child must end with _exit, "
        "whatever happens in it.");
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
  } else if (verb == "stuck" && stuck_packet_.empty()) {
    stuck_packet_ = *packet;
  } else if (verb == "no-ranks") {
    no_ranks_ = packet->substr(verb.size() + 1);
  } else if (verb == "child-crash" && child_crashes_.size() < most_child_crashes) {
    child_crashes_.push_back({current_, *packet});
  } else if (verb == "done") {
    done_ = true;
  } else if (verb == "leak" && name == current_) {
    reported_by_test_ = true;
    text.get();
    left_behind_ = std::string((std::istreambuf_iterator<char>(text)), {});
  } else if (verb == "left" && done_) {
    take_left(*packet);
  }
}

void Session::take_left(const std::string& packet) {
  std::istringstream text(packet);
  std::string verb;
  int after_tests = 0;
  int at_end = -1;
  text >> verb >> after_tests >> at_end >> zombies_;
  joined_at_end_ = after_tests >= threads_left_ && at_end == 0;
}

void Session::add_fault(const std::string& message) {
  if (!fault_) fault_ = "";
  if (++faults_shown_ > most_faults_shown && !fault_->empty()) return;
  *fault_ += (fault_->empty() ? "" : "\n") + message;
}

void Session::end_test(bool passed, int threads_left, std::vector<std::string>& pending) {
  faults_shown_ = 0;
  const auto at = std::find(pending.begin(), pending.end(), current_);
  if (at == pending.end()) return;  // reported twice, or not asked for
  pending.erase(at);
  if (passed && reported_by_test_) forged("A failure that a test had reported was taken back.");
  TestOutcome& test = run_.tests[current_];
  test.status = passed && !reported_by_test_ && !fault_ ? TestStatus::passed : TestStatus::failed;
  test.message = fault_.value_or(left_behind_);
  if (!left_behind_.empty()) {
    if (!fault_) run_.leaking.insert(current_);
    Finding leak = about(FindingKind::leak, left_behind_);
    leak.advice = "Give back what was taken, on every way out: join, wait for, close, unlink.";
    run_.findings.push_back(std::move(leak));
  }
  if (threads_left > 0) {
    Finding leak = about(FindingKind::leak, fmt::format("{} thread{} still running after the test had ended.",
                                                        threads_left, threads_left == 1 ? " was" : "s were"));
    leak.advice = "Join every thread that you start (std::jthread does it by itself).";
    leaks_.push_back(std::move(leak));
    threads_left_ += threads_left;
  }
  current_.clear();
}

void Session::forged(const std::string& message) {
  const bool known = std::any_of(run_.findings.begin(), run_.findings.end(),
                                 [](const Finding& finding) { return finding.kind == FindingKind::tampering; });
  if (!known) run_.findings.push_back(about(FindingKind::tampering, message));
}

void Session::watch() {
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
  process_.request_stacks(plan_.children);
}

void Session::watch_between_tests() {
  if (stopping_ || Clock::now() - last_report_ < patience_between_tests * plan_.limits.test_wall) return;
  stopping_ = true;
  process_.stop();
}

void Session::judge_stacks(const std::string& text) {
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

Finding Session::about(FindingKind kind, std::string message) const {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.test = current_;
  finding.location.file = plan_.header;
  return finding;
}

Finding Session::hang() const {
  if (current_.empty()) {
    Finding finding = about(FindingKind::timeout, "The program did not go on, though no test was running");
    finding.advice = "Look at constructors and destructors of global objects, and at what is registered with atexit.";
    return finding;
  }
  const bool dead = asleep_ && !std::any_of(threads_.begin(), threads_.end(), [](const ThreadStack& thread) {
                      return thread.activity == Activity::sleeping;
                    });
  const auto seconds = [](milliseconds time) { return std::chrono::duration<double>(time).count(); };
  const std::string waited = waited_for_.what.empty() ? "" : fmt::format(" The test waited for {}.", waited_for_.what);
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

Result<Finding> Session::stalemate() const {
  Finding finding = about(FindingKind::deadlock, "");
  const CrashContext context{plan_.program, plan_.symbolizer, plan_.header};
  if (auto explained = explain_stalemate(sandbox_, context, stuck_packet_, finding); !explained)
    return tl::unexpected(explained.error());
  return finding;
}

Result<Finding> Session::ended_by(const Outcome& outcome) const {
  if (!stuck_packet_.empty()) return stalemate();
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

/// Misuse of memory is an error wherever it happens. How else a child ended, the test judges: it may have wanted that.
/// Where it fails, it is good to know.
Result<void> Session::tell_of_child_crashes() {
  const CrashContext context{plan_.program, plan_.symbolizer, plan_.header};
  for (const ChildCrash& crash : child_crashes_) {
    const bool misuse = crash.packet.starts_with("child-crash memory ");
    const auto test = run_.tests.find(crash.test);
    if (!misuse && (test == run_.tests.end() || test->second.status != TestStatus::failed)) continue;
    Finding finding = about(FindingKind::crash, "");
    finding.test = crash.test;
    if (!misuse) finding.severity = Severity::info;
    if (auto explained = explain_crash(sandbox_, context, crash.packet, finding); !explained) return explained;
    finding.message = "In a child process: " + finding.message;
    const bool known = std::any_of(run_.findings.begin(), run_.findings.end(), [&](const Finding& before) {
      return before.message == finding.message && before.location == finding.location && before.test == finding.test;
    });
    if (!known) run_.findings.push_back(std::move(finding));
  }
  return {};
}

Result<void> Session::conclude(const Outcome& outcome, std::vector<std::string>& pending) {
  // Threads that lived on from test to test, and were joined when the program ended, belong to a pool for all of it.
  if (!joined_at_end_) run_.findings.insert(run_.findings.end(), leaks_.begin(), leaks_.end());
  if (done_ && outcome.ending == Ending::exited && outcome.status == 0) {
    if (outcome.left_processes > 0)
      run_.findings.push_back(
          about(FindingKind::leak, fmt::format("{} child process{} outlived the tests.", outcome.left_processes,
                                               outcome.left_processes == 1 ? "" : "es")));
    if (zombies_ > 0)
      run_.findings.push_back(
          about(FindingKind::leak, fmt::format("{} child process{} had ended, and nobody waited for {} (zombies).",
                                               zombies_, zombies_ == 1 ? "" : "es", zombies_ == 1 ? "it" : "them")));
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

}  // namespace parcours
