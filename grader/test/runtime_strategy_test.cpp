#include <gtest/gtest.h>

#include <set>
#include <string>

#include "controlled/strategy.hpp"

namespace parcours::controlled {
namespace {

/// A model of a program: two threads of so many steps each, of which nothing blocks. Returns who made each step.
std::string schedule_of(Strategy& strategy, int steps) {
  std::string order;
  int left[] = {steps, steps};
  std::uint32_t questions[] = {0, 0};
  ThreadId current = 0;
  while (left[0] + left[1] > 0) {
    std::vector<int> options;
    if (left[current] > 0) options.push_back(current);
    if (left[1 - current] > 0) options.push_back(1 - current);
    const bool preempts = left[current] > 0;
    if (options.size() > 1) {
      const Question question{DecisionKind::thread, current, questions[current]++, options, preempts};
      current = options[strategy.choose(question)];
    } else {
      current = options[0];
    }
    --left[current];
    order += static_cast<char>('A' + current);
  }
  return order;
}

int switches(const std::string& order) {
  int count = 0;
  for (std::size_t i = 1; i < order.size(); ++i) count += order[i] != order[i - 1] ? 1 : 0;
  return count;
}

TEST(Exhaustive, PlaysEverySmallScheduleWithinItsBound) {
  // Orders of 3 + 3 steps with at most two changes that interrupt a thread; a change when a thread is done is free.
  std::set<std::string> seen;
  Exhaustive all(2);
  int played = 0;
  while (all.next()) {
    seen.insert(schedule_of(all, 3));
    ASSERT_LT(++played, 1000);
  }
  std::set<std::string> expected;
  for (int bits = 0; bits < 64; ++bits) {
    std::string order;
    int left[] = {3, 3};
    int interruptions = 0;
    ThreadId current = 0;
    bool possible = true;
    for (int i = 0; i < 6 && possible; ++i) {
      const ThreadId next = bits >> i & 1;
      possible = left[next] > 0;
      interruptions += next != current && left[current] > 0 ? 1 : 0;
      current = next;
      --left[next];
      order += static_cast<char>('A' + next);
    }
    if (possible && interruptions <= 2) expected.insert(order);
  }
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(all.completed(), 2);
}

TEST(Exhaustive, PlaysSchedulesWithoutInterruptionFirst) {
  Exhaustive all(2);
  ASSERT_TRUE(all.next());
  EXPECT_EQ(schedule_of(all, 3), "AAABBB");
  EXPECT_EQ(all.completed(), -1) << "there may be others without interruptions";
}

TEST(RandomWalk, FollowsFromItsSeedAlone) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomWalk one(seed);
    RandomWalk other(seed);
    EXPECT_EQ(schedule_of(one, 20), schedule_of(other, 20));
  }
}

TEST(RandomWalk, DiffersFromSeedToSeed) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    RandomWalk walk(seed);
    seen.insert(schedule_of(walk, 20));
  }
  EXPECT_GT(seen.size(), 40U);
}

TEST(PriorityChange, InterruptsAtMostOnceForEachChangePoint) {
  for (int depth = 1; depth <= 4; ++depth)
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      PriorityChange strategy(seed, depth, 20);
      // One more when the thread with the highest priority is done.
      EXPECT_LE(switches(schedule_of(strategy, 10)), depth + 1) << "seed " << seed;
    }
}

TEST(PriorityChange, LetsOthersGoFirstAfterAThreadHasYielded) {
  PriorityChange strategy(1, 1, 10);
  const std::vector<int> options{0, 1};
  const std::size_t first = strategy.choose({DecisionKind::thread, 0, 0, options, true});
  strategy.yielded(options[first]);
  EXPECT_NE(strategy.choose({DecisionKind::thread, 0, 1, options, true}), first);
}

TEST(Replay, FollowsTheDecisionsAndOtherwiseTheDefault) {
  Replay replay({{DecisionKind::thread, 0, 1, 1}});
  EXPECT_EQ(schedule_of(replay, 3), "ABBBAA");
}

TEST(Replay, TakesTheDefaultWhereADecisionCannotBeFollowed) {
  Replay replay({{DecisionKind::thread, 0, 0, 5}});
  EXPECT_EQ(schedule_of(replay, 2), "AABB");
}

}  // namespace
}  // namespace parcours::controlled
