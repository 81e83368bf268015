#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "check/test_run.hpp"
#include "check/waits.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

Event says(const std::string& packet) { return Message{packet}; }

std::vector<Event> passes(const std::string& test) {
  return {says("start " + test), says("end " + test + " passed 0\n")};
}

std::vector<Event> operator+(std::vector<Event> a, const std::vector<Event>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

RunPlan plan_of(std::vector<std::string> tests) {
  RunPlan plan;
  plan.program = "/program";
  plan.tests = std::move(tests);
  plan.header = "a.hpp";
  plan.limits.test_wall = std::chrono::seconds(3600);
  return plan;
}

TestRun run(ScriptedSandbox& sandbox, const RunPlan& plan) {
  auto ran = run_tests(sandbox, plan);
  if (ran) return *ran;
  ADD_FAILURE() << ran.error().message;
  return {};
}

const std::vector<Event> ends_well = {says("done"), exits(0)};

TEST(RunTests, BelievesWhatIsReportedByTheTestUnderWay) {
  ScriptedSandbox sandbox({plays(
      passes("S.A") + std::vector<Event>{says("start S.B"), says("fault S.B\n1 is not 2"), says("end S.B failed 0")} +
      ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  EXPECT_EQ(ran.tests.at("S.B").status, TestStatus::failed);
  EXPECT_EQ(ran.tests.at("S.B").message, "1 is not 2");
  EXPECT_TRUE(ran.completed);
  EXPECT_TRUE(ran.findings.empty());
}

TEST(RunTests, DoesNotBelieveAReportOfATestThatWasNotStarted) {
  ScriptedSandbox sandbox({plays(
      std::vector<Event>{says("end S.A passed 0\n"), says("start S.A"), says("end S.B passed 0\n")} + ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::not_run);
  EXPECT_EQ(ran.tests.at("S.B").status, TestStatus::not_run);
  EXPECT_FALSE(ran.completed);
}

TEST(RunTests, DoesNotTakeTestsThatAreNotOfThePlan) {
  ScriptedSandbox sandbox({plays(passes("S.Made") + passes("S.A") + ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.size(), 1U);
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
}

TEST(RunTests, EndsTheRunOfAProgramThatCrashesInATestThatNobodyAskedFor) {
  ScriptedSandbox sandbox({plays({says("start S.Made"), dies(SIGSEGV)})});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
  EXPECT_EQ(sandbox.started, 1U) << "the same program would end alike";
  EXPECT_EQ(ran.tests.size(), 2U);
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::not_run);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::crash);
  EXPECT_EQ(ran.findings[0].test, "");
}

TEST(RunTests, EndsTheRunOfAProgramThatCrashesInATestThatHasReported) {
  ScriptedSandbox sandbox({plays(passes("S.A") + std::vector<Event>{says("start S.A"), dies(SIGSEGV)})});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
  EXPECT_EQ(sandbox.started, 1U);
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  EXPECT_EQ(ran.tests.at("S.B").status, TestStatus::not_run);
}

TEST(RunTests, DoesNotCountAProgramThatEndsWellWithoutSayingSo) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A"), exits(0)})});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::failed);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::crash);
  EXPECT_EQ(ran.findings[0].test, "S.A");
}

TEST(RunTests, GoesOnWithTheOtherTestsAfterACrash) {
  ScriptedSandbox sandbox(
      {plays(passes("S.A") + std::vector<Event>{says("start S.B"), dies(SIGSEGV)}), plays(passes("S.C") + ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B", "S.C"}));
  EXPECT_EQ(sandbox.started, 2U);
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  EXPECT_EQ(ran.tests.at("S.B").status, TestStatus::failed);
  EXPECT_EQ(ran.tests.at("S.C").status, TestStatus::passed);
  EXPECT_TRUE(ran.stopped.contains("S.B"));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::crash);
}

TEST(RunTests, TellsAnUncaughtExceptionByItsMessage) {
  ScriptedSandbox sandbox({plays({says("start S.A"), says("crash exception 401000\nstd::runtime_error: no luck"),
                                  says("crash 06 401000\n"), dies(SIGABRT)})});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::crash);
  EXPECT_NE(ran.findings[0].message.find("std::runtime_error: no luck"), std::string::npos) << ran.findings[0].message;
}

TEST(RunTests, TellsThreadsThatATestLeavesBehind) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A"), says("end S.A passed 2\n")} + ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::leak);
  EXPECT_EQ(ran.findings[0].test, "S.A");
}

TEST(RunTests, TakesThreadsForAPoolThatLiveOnUntilTheProgramJoinsThem) {
  const auto findings = [](const std::vector<Event>& end) {
    ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A"), says("end S.A passed 2\n"), says("start S.B"),
                                                      says("end S.B passed 1\n"), says("done")} +
                                   end)});
    return run(sandbox, plan_of({"S.A", "S.B"})).findings.size();
  };
  EXPECT_EQ(findings({says("left 3 0"), exits(0)}), 0U);
  EXPECT_EQ(findings({exits(0)}), 2U);                    // it did not say
  EXPECT_EQ(findings({says("left 2 0"), exits(0)}), 2U);  // one only happened to be late
  EXPECT_EQ(findings({says("left 3 1"), exits(0)}), 2U);  // one was never joined
  EXPECT_EQ(findings({says("left 3"), exits(0)}), 2U);
}

TEST(RunTests, CallsAReportWithoutTheSecretAForgery) {
  ScriptedSandbox sandbox(
      {plays(std::vector<Event>{says("start S.A"), says(forged_mark + std::string("end S.A passed 0")),
                                says("fault S.A\nwrong"), says("end S.A failed 0")} +
             ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::failed);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::tampering);
  EXPECT_EQ(ran.findings[0].severity, Severity::error);
}

TEST(RunTests, DoesNotLetAFailureBeTakenBack) {
  ScriptedSandbox sandbox(
      {plays(std::vector<Event>{says("start S.A"), says("fault S.A\nwrong"), says("end S.A passed 0")} + ends_well)});
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::failed);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::tampering);
}

TEST(RunTests, ShowsTheFirstFaultsOfATest) {
  std::vector<Event> events{says("start S.A")};
  for (int i = 1; i <= 9; ++i) events.push_back(says("fault S.A\nnumber " + std::to_string(i)));
  ScriptedSandbox sandbox({plays(events + std::vector<Event>{says("end S.A failed 0")} + ends_well)});
  EXPECT_EQ(run(sandbox, plan_of({"S.A"})).tests.at("S.A").message, "number 1\nnumber 2\nnumber 3");
}

TEST(RunTests, TellsLimitsApart) {
  const std::pair<Ending, FindingKind> cases[] = {{Ending::memory, FindingKind::memory_limit},
                                                  {Ending::processes, FindingKind::process_limit},
                                                  {Ending::output, FindingKind::output_limit},
                                                  {Ending::wall_time, FindingKind::timeout},
                                                  {Ending::cpu_time, FindingKind::timeout}};
  for (const auto& [ending, kind] : cases) {
    ScriptedSandbox sandbox({plays({says("start S.A"), Outcome{.ending = ending, .output = {}}})});
    const TestRun ran = run(sandbox, plan_of({"S.A"}));
    ASSERT_EQ(ran.findings.size(), 1U);
    EXPECT_EQ(ran.findings[0].kind, kind);
    EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::failed);
  }
}

/// `samples` of the same sleeping program.
std::vector<Event> asleep(int samples) {
  return std::vector<Event>(static_cast<std::size_t>(samples),
                            Usage{.cpu = std::chrono::milliseconds(5), .switches = 9, .threads = 3});
}

std::vector<Event> busy(int samples) {
  std::vector<Event> events;
  for (int i = 0; i < samples; ++i)
    events.emplace_back(Usage{.cpu = std::chrono::milliseconds(50 * i), .switches = 1, .threads = 1});
  return events;
}

TEST(RunTests, DoesNotWaitForAProgramThatHangsOutsideOfItsTests) {
  const auto endless = [](const std::vector<std::string>&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return busy(1);
  };
  RunPlan plan = plan_of({"S.A"});
  plan.limits.test_wall = std::chrono::milliseconds(20);
  ScriptedSandbox sandbox({endless});
  const TestRun ran = run(sandbox, plan);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::timeout);
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::not_run);
}

const std::string waiting_stack =
    "Thread 1 (Thread 0x1 (LWP 1) \"p\"):\n#0  0x1 in ___pthread_cond_wait (cond=...) at x.c:1\n"
    "#1  0x2 in take (this=...) at /t/a.hpp:12\n";

const std::string sleeping_stack =
    "Thread 1 (Thread 0x1 (LWP 1) \"p\"):\n#0  0x1 in clock_nanosleep (id=...) at x.c:1\n"
    "#1  0x2 in pause (this=...) at /t/a.hpp:12\n";

TEST(RunTests, CallsItADeadlockWhenEveryThreadSleepsForGood) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A")} + asleep(40))});
  sandbox.stacks = waiting_stack;
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::deadlock);
  EXPECT_EQ(ran.findings[0].location.line, 12);
}

TEST(RunTests, WaitsForAThreadThatSleepsOnPurpose) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A")} + asleep(40) +
                                 std::vector<Event>{says("end S.A passed 0\n")} + ends_well)});
  sandbox.stacks = sleeping_stack;
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  EXPECT_TRUE(ran.findings.empty());
}

TEST(RunTests, SeesADeadlockInATestAfterOneThatSleptOnPurpose) {
  ScriptedSandbox sandbox(
      {plays(std::vector<Event>{says("start S.A")} + asleep(40) +
             std::vector<Event>{Stacks{sleeping_stack}, says("end S.A passed 0\n"), says("start S.B")} + asleep(40) +
             std::vector<Event>{Stacks{waiting_stack}})});
  const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::deadlock);
  EXPECT_EQ(ran.findings[0].test, "S.B");
}

TEST(RunTests, TakesNoTestForDeadWhereTheDebuggerSawNothing) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A")} + asleep(40) +
                                 std::vector<Event>{says("end S.A passed 0\n")} + ends_well)});
  sandbox.stacks = "";
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  EXPECT_EQ(ran.tests.at("S.A").status, TestStatus::passed);
  EXPECT_TRUE(ran.findings.empty());
}

TEST(RunTests, BlamesNoTestThatWokeUpBeforeTheDebuggerCame) {
  for (const std::vector<Event>& woken :
       {std::vector<Event>{says("race data-race\n")}, {says("end S.A passed 0\n"), says("start S.B")}}) {
    ScriptedSandbox sandbox(
        {plays(std::vector<Event>{says("start S.A")} + asleep(40) + woken +
               std::vector<Event>{Stacks{waiting_stack}, says("end S.A passed 0\n")} + passes("S.B") + ends_well)});
    const TestRun ran = run(sandbox, plan_of({"S.A", "S.B"}));
    EXPECT_TRUE(ran.findings.empty());
    EXPECT_TRUE(ran.completed);
  }
}

TEST(RunTests, CallsItATimeoutWhenItIsStillBusy) {
  ScriptedSandbox sandbox({plays(std::vector<Event>{says("start S.A")} + busy(100))});
  sandbox.stacks = "";
  RunPlan plan = plan_of({"S.A"});
  plan.limits.test_cpu = std::chrono::milliseconds(3000);
  const TestRun ran = run(sandbox, plan);
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::timeout);
  EXPECT_NE(ran.findings[0].message.find("processor time"), std::string::npos);
}

TEST(RunTests, SaysWhatADeadTestWaitedFor) {
  ScriptedSandbox sandbox(
      {plays(std::vector<Event>{says("start S.A"), says("wait 1 60000\nthe first"), says("wait 2 60000\nthe bell"),
                                says("wait 3 60000\nthe third"), says("waited 3")} +
             asleep(40))});
  sandbox.stacks = waiting_stack;
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::deadlock);
  EXPECT_TRUE(ran.findings[0].message.ends_with(" The test waited for the bell.")) << ran.findings[0].message;
}

/// Samples of a busy program in real time, after what it says first.
Script busy_for_ever(std::vector<Event> first) {
  return [first = std::move(first), cpu = 0](const auto&) mutable {
    if (!first.empty()) return std::exchange(first, {});
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return std::vector<Event>{Usage{.cpu = std::chrono::milliseconds(cpu += 10), .switches = 1, .threads = 1}};
  };
}

TEST(RunTests, StopsATestThatWaitsLongerThanItSaid) {
  ScriptedSandbox sandbox({busy_for_ever({says("start S.A"), says("wait 1 5\nthe bell\nto ring")})});
  sandbox.stacks = waiting_stack;
  const TestRun ran = run(sandbox, plan_of({"S.A"}));
  ASSERT_EQ(ran.findings.size(), 1U);
  EXPECT_EQ(ran.findings[0].kind, FindingKind::timeout);
  EXPECT_EQ(ran.findings[0].message, "A part of the test was not over after 2 s. The test waited for the bell.");
}

TEST(RunTests, LetsATestGoOnThatHasWaitedLongEnough) {
  const auto now = Waits::Clock::now();
  Waits waits;
  waits.take("wait 1 3000\na", now);
  waits.take("wait 2 4000\nb", now);
  EXPECT_EQ(waits.overdue(now + std::chrono::milliseconds(3000)), nullptr);
  ASSERT_NE(waits.overdue(now + std::chrono::milliseconds(3001)), nullptr);
  EXPECT_EQ(waits.overdue(now + std::chrono::milliseconds(3001))->what, "a");
  waits.postpone(std::chrono::milliseconds(500));
  EXPECT_EQ(waits.overdue(now + std::chrono::milliseconds(3400)), nullptr);
  waits.take("waited 1", now);
  EXPECT_EQ(waits.overdue(now + std::chrono::milliseconds(4100)), nullptr);
  EXPECT_EQ(waits.latest()->what, "b");
  waits.restart();
  EXPECT_EQ(waits.latest(), nullptr);
}

TEST(RunTests, KeepsNoFloodOfWaits) {
  Waits waits;
  const auto now = Waits::Clock::now();
  for (int i = 0; i < 1000; ++i) waits.take("wait " + std::to_string(i) + " 3000\n" + std::to_string(i), now);
  EXPECT_EQ(waits.latest()->what, "99");
  for (const char* packet : {"wait", "wait x 1\na", "wait 5", "wait 5 x\na", "waited", "waited x"})
    waits.take(packet, now);
  EXPECT_EQ(waits.latest()->what, "99");
}

TEST(RunTests, SurvivesPacketsThatTheProgramMadeUp) {
  for (const std::string& packet :
       {std::string(), std::string("\n"), std::string("end"), std::string("start"), std::string("crash"),
        std::string("end S.A"), std::string("end S.A passed 99999999999999999999"), std::string(200'000, 'x'),
        std::string("\0\xff", 2)}) {
    ScriptedSandbox sandbox({plays(std::vector<Event>{says(packet)} + passes("S.A") + ends_well)});
    EXPECT_EQ(run(sandbox, plan_of({"S.A"})).tests.at("S.A").status, TestStatus::passed) << packet.substr(0, 40);
  }
}

}  // namespace
}  // namespace parcours
