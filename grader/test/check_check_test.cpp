#include "check/check.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

/// A program that for each test it is asked to run says what `outcome` returns for it.
Script program(const std::function<std::vector<Event>(const std::string& test)>& outcome) {
  return [outcome, at = std::size_t{0}](const std::vector<std::string>& sent) mutable -> std::vector<Event> {
    if (sent.empty()) return {};
    std::istringstream order(sent.front());
    std::string word;
    std::getline(order, word);
    std::vector<std::string> tests;
    while (std::getline(order, word)) tests.push_back(word);
    if (at == tests.size()) return {Message{"done"}, exits(0)};
    std::vector<Event> events = outcome(tests[at++]);
    events.insert(events.begin(), Message{"start " + tests[at - 1]});
    return events;
  };
}

CheckResult checked(const std::function<std::vector<Event>(const std::string& test)>& outcome) {
  ScriptedSandbox sandbox({program(outcome)});
  Rubric rubric;
  rubric.runs = {.plain = 1, .noisy = 2, .uninstrumented = 1};
  const auto result = check(sandbox, rubric,
                            {.programs = {{Profile::races, "/i"}, {Profile::plain, "/u"}},
                             .tests = {"S.A", "S.B", "S.C"},
                             .seed = 42,
                             .header = "a.hpp",
                             .source = "",
                             .symbolizer = {}},
                            [](const std::string&) {});
  if (result) return *result;
  ADD_FAILURE() << result.error().message;
  return {};
}

std::vector<Event> pass(const std::string& test) { return {Message{"end " + test + " passed 0\n"}}; }
std::vector<Event> fail(const std::string& test) {
  return {Message{"fault " + test + "\n" + test + " is wrong"}, Message{"end " + test + " failed 0"}};
}

TEST(Check, PassesWhatPassesInEveryRun) {
  const CheckResult result = checked(pass);
  ASSERT_EQ(result.tests.size(), 3U);
  for (const TestOutcome& test : result.tests) EXPECT_EQ(test.status, TestStatus::passed);
  EXPECT_EQ(result.race_runs, 3);
  EXPECT_TRUE(result.findings.empty());
}

TEST(Check, FailsATestThatFailsInAnyRun) {
  std::atomic<int> runs{0};
  const CheckResult result =
      checked([&](const std::string& test) { return test == "S.B" && runs++ == 2 ? fail(test) : pass(test); });
  EXPECT_EQ(result.tests[0].status, TestStatus::passed);
  EXPECT_EQ(result.tests[1].status, TestStatus::failed);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].kind, FindingKind::test_failure);
  EXPECT_EQ(result.findings[0].message, "S.B is wrong");
  EXPECT_EQ(result.findings[0].seen, 1);
  EXPECT_EQ(result.findings[0].runs, 4);
  EXPECT_EQ(result.findings[0].seed, 42U);
}

TEST(Check, DoesNotRunATestAgainThatCrashed) {
  std::atomic<int> crashes{0};
  const CheckResult result = checked([&](const std::string& test) -> std::vector<Event> {
    if (test != "S.A") return pass(test);
    ++crashes;
    return {dies(SIGSEGV)};
  });
  EXPECT_LE(crashes, 2);  // two runs at a time had it
  EXPECT_EQ(result.tests[0].status, TestStatus::failed);
  EXPECT_EQ(result.tests[2].status, TestStatus::passed);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].seen, crashes);
}

TEST(Check, TellsOfTheSameLeakInManyTestsOnceATest) {
  const CheckResult result =
      checked([](const std::string& test) -> std::vector<Event> { return {Message{"end " + test + " passed 1\n"}}; });
  EXPECT_EQ(result.findings.size(), 3U);  // no line is known, so each test may have its own
  for (const Finding& finding : result.findings) EXPECT_EQ(finding.seen, 4);
}

/// So idle for so long that the grader asks for the stacks.
std::vector<Event> hang() {
  return std::vector<Event>(40, Usage{.cpu = std::chrono::milliseconds(1), .switches = 1, .threads = 1});
}
constexpr const char* waits_in_line_12 =
    "Thread 1 (Thread 0x1 (LWP 1) \"p\"):\n#0  0x1 in ___pthread_cond_wait (cond=...) at x.c:1\n"
    "#1  0x2 in take (this=...) at /t/a.hpp:12\n";

TEST(Check, CallsAHangAtOneLineInSeveralTestsOneFinding) {
  ScriptedSandbox sandbox({program([](const std::string&) { return hang(); })});
  sandbox.stacks = waits_in_line_12;
  const auto result = check(sandbox, Rubric{},
                            {.programs = {{Profile::races, "/i"}, {Profile::plain, "/u"}},
                             .tests = {"S.A", "S.B"},
                             .lanes = 1,
                             .header = "a.hpp",
                             .source = "",
                             .symbolizer = {}},
                            [](const std::string&) {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->findings.size(), 1U);
  EXPECT_EQ(result->findings[0].kind, FindingKind::deadlock);
  EXPECT_EQ(result->findings[0].test, "S.A");
  EXPECT_EQ(result->findings[0].also_in, std::vector<std::string>{"S.B"});
  EXPECT_EQ(result->findings[0].seen, 1);
}

// The test that hung is not run again; the other one is, until it hangs.
TEST(Check, NeverSeesAHangInMoreRunsThanThereWere) {
  std::atomic<int> runs{0};
  ScriptedSandbox sandbox(
      {program([&](const std::string& test) { return test == "S.B" && runs++ == 0 ? pass(test) : hang(); })});
  sandbox.stacks = waits_in_line_12;
  Rubric rubric;
  rubric.runs = {.plain = 2, .noisy = 0, .uninstrumented = 0};
  const auto result = check(sandbox, rubric,
                            {.programs = {{Profile::races, "/i"}},
                             .tests = {"S.A", "S.B"},
                             .lanes = 1,
                             .header = "a.hpp",
                             .source = "",
                             .symbolizer = {}},
                            [](const std::string&) {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->findings.size(), 1U);
  EXPECT_EQ(result->findings[0].seen, 2);
  EXPECT_EQ(result->findings[0].runs, 2);
}

}  // namespace
}  // namespace parcours
