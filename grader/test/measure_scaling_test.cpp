#include <gtest/gtest.h>

#include <sstream>

#include "measure/scaling.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

/// Says of each batch what `reply` makes of its number of threads.
Script program(const std::function<std::string(int threads)>& reply) {
  return [=, answered = std::size_t{0}](const std::vector<std::string>& sent) mutable -> std::vector<Event> {
    if (answered == sent.size()) return {};
    std::istringstream order(sent[answered++]);
    std::string verb;
    std::uint64_t seed = 0;
    int threads = 0;
    order >> verb >> seed >> threads;
    return {Message{reply(threads)}};
  };
}

MatchPlan plan() {
  MatchPlan plan;
  plan.benchmarks = {"one", "two"};
  plan.header = "a.hpp";
  return plan;
}

/// Times so short that they have passed, whatever the machine does.
std::string time(int threads) { return fmt::format("time {} {} {} {}", 8e-9 / threads, 8e-9, 8e-9 / threads, threads); }

TEST(Scaling, CountsThreadsInPowersOfTwoUpToTheProcessors) {
  EXPECT_EQ(thread_counts(1), std::vector<int>({1}));
  EXPECT_EQ(thread_counts(2), std::vector<int>({1, 2}));
  EXPECT_EQ(thread_counts(6), std::vector<int>({1, 2, 4, 6}));
  EXPECT_EQ(thread_counts(8), std::vector<int>({1, 2, 4, 8}));
}

TEST(Scaling, IsACurveOverAllBenchmarks) {
  ScriptedSandbox sandbox({program(time), program(time), program(time)});
  const auto scaling = measure_scaling(sandbox, plan(), 4, "/waits.so");
  ASSERT_TRUE(scaling);
  ASSERT_EQ(scaling->points.size(), 3U);
  EXPECT_EQ(scaling->points[2].threads, 4);
  EXPECT_NEAR(scaling->points[0].seconds / scaling->points[2].seconds, 4, 1e-6);
  EXPECT_NEAR(scaling->points[2].switches, 8, 1e-9) << "of two benchmarks";
  EXPECT_EQ(scaling->serial, 0);
  EXPECT_TRUE(scaling->failure.empty());
}

TEST(Scaling, TellsWhatThreadsWaitForFromAProcessOfItsOwn) {
  const Script waiting = program([](int threads) { return time(threads) + " 2e-9 4e-9 0"; });
  ScriptedSandbox sandbox({program(time), waiting, program(time)});
  const auto scaling = measure_scaling(sandbox, plan(), 4, "/waits.so");
  ASSERT_TRUE(scaling);
  EXPECT_NEAR(scaling->waited_one_lock, 0.25, 1e-6);
  EXPECT_NEAR(scaling->waited_locks, 0.5, 1e-6);
  ASSERT_EQ(sandbox.commands.size(), 3U);
  EXPECT_NE(sandbox.commands[0].environment.back().first, "LD_PRELOAD");
  EXPECT_EQ(sandbox.commands[1].environment.back(), std::pair(std::string("LD_PRELOAD"), std::string("/waits.so")));
}

TEST(Scaling, HasTheReferencesCurveBesideIt) {
  MatchPlan with = plan();
  with.reference = "/reference";
  ScriptedSandbox sandbox({program([](int) { return "time 6e-9 6e-9 6e-9 0"; }), program(time), program(time)});
  const auto scaling = measure_scaling(sandbox, with, 4, "/waits.so");
  ASSERT_TRUE(scaling);
  EXPECT_EQ(sandbox.commands.at(2).argv.front(), "/reference");
  for (const ScalingPoint& point : scaling->points) {
    EXPECT_NEAR(point.seconds, 1.2e-8, 1e-15);
    EXPECT_NEAR(point.reference, 1.6e-8 / point.threads, 1e-15);
  }
}

TEST(Scaling, ThatTheReferenceFailsIsNotTheSubmissionsFault) {
  ScriptedSandbox sandbox({program(time), program(time), program([](int) { return "error it is broken"; })});
  const auto scaling = measure_scaling(sandbox, plan(), 2, "/waits.so");
  ASSERT_FALSE(scaling);
  EXPECT_EQ(scaling.error().message, "the reference fails: it is broken");
}

TEST(Scaling, ComparesWithTheSerialBaseline) {
  MatchPlan with = plan();
  with.baselines = {{"/locked", "the version with one lock"}, {"/serial", "the serial version", true}};
  ScriptedSandbox sandbox(
      {program(time), program(time), program(time), program([](int) { return "time 5e-9 5e-9 5e-9 0"; })});
  const auto scaling = measure_scaling(sandbox, with, 2, "/waits.so");
  ASSERT_TRUE(scaling);
  EXPECT_NEAR(scaling->serial, 1e-8, 1e-15);
  EXPECT_EQ(sandbox.commands.back().argv.front(), "/serial");
}

TEST(Scaling, SaysWithHowManyThreadsASubmissionFails) {
  const Script fails =
      program([](int threads) { return threads == 1 ? std::string("error the sum is wrong") : time(threads); });
  ScriptedSandbox sandbox({fails, fails, program(time)});
  const auto scaling = measure_scaling(sandbox, plan(), 2, "/waits.so");
  ASSERT_TRUE(scaling);
  EXPECT_TRUE(scaling->points.empty());
  EXPECT_EQ(scaling->failure, "With 1 thread the benchmark fails: the sum is wrong.");
}

}  // namespace
}  // namespace parcours
