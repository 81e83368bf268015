#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "sandbox/turnstile.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Running> begin(Sandbox& sandbox) {
  auto running = sandbox.start({}, {});
  EXPECT_TRUE(running);
  return running ? std::move(*running) : nullptr;
}

/// Is it still true after a while? Nothing that should not happen has happened then.
bool stays(const std::atomic<bool>& value, bool expected) {
  for (int i = 0; i < 20; ++i) {
    if (value != expected) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

struct TurnstileTest : ::testing::Test {
  ScriptedSandbox inner{{[](const auto&) { return std::vector<Event>(); }}};
  Turnstile turnstile;
  TurnstileSandbox sandbox{inner, turnstile};
};

TEST_F(TurnstileTest, LetsCommandsRunSideBySide) {
  const auto first = begin(sandbox);
  std::jthread([&] { const auto second = begin(sandbox); }).join();
}

TEST_F(TurnstileTest, LetsNobodyBeAloneWhileACommandRuns) {
  auto running = begin(sandbox);
  std::atomic<bool> alone = false;
  std::jthread timer([&] {
    const Turnstile::Alone here(turnstile);
    alone = true;
  });
  EXPECT_TRUE(stays(alone, false));
  running.reset();
  timer.join();
  EXPECT_TRUE(alone);
}

TEST_F(TurnstileTest, ACommandThatHasToldOfItsEndIsInNobodysWay) {
  ScriptedSandbox ending{{plays({exits(0)})}};
  TurnstileSandbox behind{ending, turnstile};
  const auto running = begin(behind);
  const auto end = running->next(1s);
  ASSERT_TRUE(end);
  ASSERT_TRUE(std::holds_alternative<Outcome>(*end));
  std::jthread([&] { const Turnstile::Alone here(turnstile); }).join();
}

TEST_F(TurnstileTest, BeginsNoCommandWhileSomebodyIsAloneOrWaitsToBe) {
  auto running = begin(sandbox);
  std::optional<Turnstile::Alone> here;
  std::jthread timer([&] { here.emplace(turnstile); });
  std::this_thread::sleep_for(5ms);
  std::atomic<bool> begun = false;
  std::jthread other([&] {
    const auto second = begin(sandbox);
    begun = true;
  });
  EXPECT_TRUE(stays(begun, false));
  running.reset();
  timer.join();
  EXPECT_TRUE(stays(begun, false));
  here.reset();
  other.join();
  EXPECT_TRUE(begun);
}

TEST_F(TurnstileTest, AThreadWithACommandUnderWayMayBeginAnother) {
  auto running = begin(sandbox);
  std::jthread timer([&] { const Turnstile::Alone here(turnstile); });
  std::this_thread::sleep_for(5ms);
  const auto second = begin(sandbox);  // would wait for ever otherwise, as the timer waits for `running`
  running.reset();
}

TEST_F(TurnstileTest, OnlyOneIsAloneAtATime) {
  std::atomic<int> alone = 0;
  std::atomic<int> most = 0;
  std::vector<std::jthread> timers;
  for (int i = 0; i < 4; ++i)
    timers.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        const Turnstile::Alone here(turnstile);
        most = std::max(most.load(), ++alone);
        --alone;
      }
    });
  timers.clear();
  EXPECT_EQ(most, 1);
}

TEST_F(TurnstileTest, IsThatOfTheSandboxBehindIt) {
  EXPECT_EQ(sandbox.tier(), inner.tier());
  EXPECT_EQ(sandbox.has_own_network(), inner.has_own_network());
}

}  // namespace
}  // namespace parcours
