#include "measure/measure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <thread>
#include <utility>

#include "score/speed_points.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

/// A benchmark program that answers each batch after `seconds` of real time, and says `reply` (default: the truth).
Script contestant(double seconds, const std::function<std::string(const std::string& order)>& reply = {}) {
  return [=, answered = std::size_t{0}](const std::vector<std::string>& sent) mutable -> std::vector<Event> {
    if (answered == sent.size()) return {};
    const std::string& order = sent[answered++];
    if (order == "again") return {};
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    return {Message{reply ? reply(order) : fmt::format("time {} {} {} 2", seconds, 2 * seconds, seconds)}};
  };
}

MeasurePlan plan() {
  MeasurePlan plan;
  plan.match.benchmarks = {"one", "two"};
  plan.match.threads = 2;
  plan.match.header = "a.hpp";
  plan.pairs = 8;
  plan.parallel = true;
  plan.is_exact = [](const Speedup&) { return true; };
  plan.is_stable = [](const Speedup& speedup) { return is_fair(speedup) && speedup.high - speedup.low <= 0.1; };
  return plan;
}

/// The last script serves the baselines, too.
Result<MeasureResult> measured(const Script& submission, const Script& reference, const MeasurePlan& with = plan(),
                               const std::optional<Script>& twin = {}) {
  ScriptedSandbox sandbox({submission, reference, twin.value_or(reference)});
  return measure(sandbox, with, [](const std::string&) {});
}

TEST(Measure, IsTheReferencesTimeOverTheSubmissions) {
  const auto result = measured(contestant(0.002), contestant(0.001));
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->speedup);
  EXPECT_NEAR(result->speedup->ratio, 0.5, 1e-9);
  EXPECT_EQ(result->speedup->pairs, 8);
  EXPECT_EQ(result->speedup->ratios.size(), 16U);
  EXPECT_EQ(result->speedup->threads, 2);
  EXPECT_TRUE(result->speedup->stable);
  EXPECT_TRUE(result->findings.empty());
}

TEST(Measure, GivesAllTheSameSeedInARound) {
  std::vector<std::string> seen[3];
  const auto notes = [&](int who) {
    return contestant(0.0005, [&seen, who](const std::string& order) {
      seen[who].push_back(order);
      return std::string("time 0.0001 0.0002 0.0001 0");
    });
  };
  ASSERT_TRUE(measured(notes(0), notes(1), plan(), notes(2)));
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
  EXPECT_GE(seen[0].size(), 16U);
}

TEST(Measure, StartsTheProgramsAnewNowAndThen) {
  std::ptrdiff_t starts = 0;
  const Script script = [&, inner = contestant(0.0005)](const std::vector<std::string>& sent) mutable {
    starts = std::count(sent.begin(), sent.end(), "again");
    return inner(sent);
  };
  ASSERT_TRUE(measured(script, contestant(0.0005)));
  EXPECT_GE(starts, 3);
}

TEST(Measure, IsNotStableWhereTheReferenceDiffersFromItself) {
  const auto fair = measured(contestant(0.001), contestant(0.001));
  ASSERT_TRUE(fair && fair->speedup);
  EXPECT_NEAR(fair->speedup->self, 1, 1e-9);
  EXPECT_TRUE(fair->speedup->stable);
  const auto unfair = measured(contestant(0.001), contestant(0.001), plan(), contestant(0.0011));
  ASSERT_TRUE(unfair && unfair->speedup);
  EXPECT_NEAR(unfair->speedup->self, 1 / 1.1, 1e-9);
  EXPECT_FALSE(unfair->speedup->stable);
  EXPECT_EQ(unfair->speedup->pairs, 4 * 8);
}

TEST(Measure, TellsHowMuchSlowerABaselineIs) {
  MeasurePlan with = plan();
  with.match.baselines = {{"/serial", "the serial version"}};
  int batches = 0;
  const Script serial = contestant(0.003, [&](const std::string&) {
    ++batches;
    return std::string("time 0.003 0.006 0.003 0");
  });
  ScriptedSandbox sandbox({contestant(0.002), contestant(0.001), contestant(0.001), serial});
  const auto result = measure(sandbox, with, [](const std::string&) {});
  ASSERT_TRUE(result && result->speedup);
  ASSERT_EQ(result->speedup->baselines.size(), 1U);
  EXPECT_EQ(result->speedup->baselines[0].name, "the serial version");
  EXPECT_NEAR(result->speedup->baselines[0].ratio, 1.5, 1e-9);
  EXPECT_LT(batches, 8) << "it may be slow, and need not take part each time";
}

TEST(Measure, NamesTheBaselineThatFails) {
  MeasurePlan with = plan();
  with.match.baselines = {{"/serial", "the serial version"}};
  const Script wrong = contestant(0.001, [](const std::string&) { return "error the sum is wrong"; });
  ScriptedSandbox sandbox({contestant(0.001), contestant(0.001), contestant(0.001), wrong});
  const auto result = measure(sandbox, with, [](const std::string&) {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("the serial version fails in benchmark one: the sum is wrong"),
            std::string::npos);
}

TEST(Measure, TakesThreeTimesMorePairsOnceWhereTheSpeedIsNotStable) {
  MeasurePlan never = plan();
  never.is_stable = [](const Speedup&) { return false; };
  const auto result = measured(contestant(0.0003), contestant(0.0003), never);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->speedup->pairs, 4 * 8);
  EXPECT_FALSE(result->speedup->stable);
}

TEST(Measure, TakesMorePairsWhereTheyWouldStillChangeThePoints) {
  MeasurePlan rough = plan();
  rough.is_exact = [](const Speedup&) { return false; };
  const auto result = measured(contestant(0.0003), contestant(0.0003), rough);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->speedup->pairs, 4 * 8);
  EXPECT_TRUE(result->speedup->stable);
}

TEST(Measure, DoesNotBelieveATimeLongerThanWhatPassed) {
  const auto result =
      measured(contestant(0.001), contestant(0.001, [](const std::string&) { return "time 3600 1 1 0"; }));
  ASSERT_FALSE(result);  // it is the reference that lies: no fault of the submission
  EXPECT_EQ(result.error().fault, Fault::machine);
  const auto lie = measured(contestant(0.001, [](const std::string&) { return "time 3600 1 1 0"; }), contestant(0.001));
  ASSERT_TRUE(lie);
  EXPECT_FALSE(lie->speedup);
  EXPECT_EQ(lie->findings.size(), 1U);
}

TEST(Measure, SeesTimeThatAClockDoesNotTell) {
  const auto short_told = [](const std::string&) { return std::string("time 0.0001 0.0002 0.0001 0"); };
  const auto lie = measured(contestant(0.02, short_told), contestant(0.001));
  ASSERT_TRUE(lie);
  ASSERT_EQ(lie->findings.size(), 1U);
  EXPECT_EQ(lie->findings[0].kind, FindingKind::tampering);
  EXPECT_EQ(lie->findings[0].severity, Severity::error);
  // The reference's own overhead is no sign of anything.
  EXPECT_TRUE(measured(contestant(0.005, short_told), contestant(0.005, short_told))->findings.empty());
}

TEST(Measure, FindsWhatGoesOnBetweenBatches) {
  const auto with = [](Usage between) {
    return [between, inner = contestant(0.001), told = false](const std::vector<std::string>& sent) mutable {
      if (sent.size() == 4 && !std::exchange(told, true)) return std::vector<Event>{between};
      return inner(sent);
    };
  };
  const auto thief = measured(with({.threads = 2, .paused = true}), contestant(0.001));
  ASSERT_TRUE(thief);
  EXPECT_FALSE(thief->speedup);
  ASSERT_EQ(thief->findings.size(), 1U);
  EXPECT_EQ(thief->findings[0].kind, FindingKind::leak);
  const auto alone = measured(with({.threads = 1, .paused = true}), contestant(0.001));
  EXPECT_TRUE(alone && alone->speedup && alone->findings.empty());
  const auto at_work = measured(with({.threads = 3}), contestant(0.001));
  EXPECT_TRUE(at_work && at_work->speedup && at_work->findings.empty());
}

TEST(Measure, TakesNoNonsenseForATime) {
  for (const char* reply :
       {"", "time", "time x", "time nan 1 1 0", "time -1 1 1 0", "time 0 0 0 0", "time inf 1 1 0", "time 0.0001 1 1",
        "time 0.0001 1 1 -1", "time 1e-320 1 1 0", "time 0.0001 0 0 0", "time 0.0001 0.1 0.2 0", "time 0.0001 -1 0 0",
        "time 0.0001 1 -1 0", "time 0.0001 1e999 1 0", "time 0.0001 inf inf 0"}) {
    const auto result = measured(contestant(0.0005, [=](const std::string&) { return reply; }), contestant(0.0005));
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->speedup) << reply;
    EXPECT_EQ(result->findings.size(), 1U) << reply;
  }
}

TEST(Measure, KeepsItsNumbersFiniteForTheShortestTime) {
  const auto result =
      measured(contestant(0.0005, [](const std::string&) { return "time 1e-9 1e-9 1e-9 0"; }), contestant(0.0005));
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->speedup);
  EXPECT_TRUE(std::isfinite(result->speedup->ratio) && std::isfinite(result->speedup->high));
}

TEST(Measure, LetsASlowSubmissionUseUpItsOwnTimeFirst) {
  ScriptedSandbox sandbox({contestant(0.0001), contestant(0.0001)});
  MeasurePlan programs = plan();
  programs.match.submission = "/submission";
  programs.match.reference = "/reference";
  ASSERT_TRUE(measure(sandbox, programs, [](const std::string&) {}));
  ASSERT_EQ(sandbox.commands.size(), 3U);
  EXPECT_EQ(sandbox.commands[0].argv.front(), "/submission");
  EXPECT_LT(sandbox.bounds[0].wall, sandbox.bounds[1].wall);
}

TEST(Measure, TellsWhatABenchmarkFoundWrong) {
  const auto result =
      measured(contestant(0.0005, [](const std::string&) { return "error the sum is wrong"; }), contestant(0.0005));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->findings.size(), 1U);
  EXPECT_EQ(result->findings[0].kind, FindingKind::test_failure);
  EXPECT_NE(result->findings[0].message.find("the sum is wrong"), std::string::npos);
}

TEST(Measure, CallsWorkSequentialWhenOneThreadDoesAllOfIt) {
  const auto alone = [](const std::string&) { return std::string("time 0.0004 0.0004 0.0004 0"); };
  const auto shared = [](const std::string&) { return std::string("time 0.0002 0.0004 0.0002 0"); };
  const auto result = measured(contestant(0.0005, alone), contestant(0.0005, shared));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->findings.size(), 1U);
  EXPECT_EQ(result->findings[0].kind, FindingKind::sequential);
  // The reference cannot do better here: then nobody is to blame.
  EXPECT_TRUE(measured(contestant(0.0005, alone), contestant(0.0005, alone))->findings.empty());
  MeasurePlan any = plan();
  any.parallel = false;
  EXPECT_TRUE(measured(contestant(0.0005, alone), contestant(0.0005, shared), any)->findings.empty());
}

TEST(Measure, TellsHowAProgramEnded) {
  const auto result = measured(plays({Outcome{.ending = Ending::memory, .output = {}}}), contestant(0.0005));
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->speedup);
  ASSERT_EQ(result->findings.size(), 1U);
  EXPECT_EQ(result->findings[0].kind, FindingKind::memory_limit);
}

}  // namespace
}  // namespace parcours
