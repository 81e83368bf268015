// A command under way, followed event by event.
#include <signal.h>
#include <sys/wait.h>

#include "sandbox_fixture.hpp"

namespace parcours {
namespace {

using AnyRunning = SandboxTest;
INSTANTIATE_TEST_SUITE_P(Tiers, AnyRunning, ::testing::Values("bubblewrap", "landlock", "limits-only"), tier_name);

TEST_P(AnyRunning, TellsThatTooMuchWasPrintedThoughTheCommandEndedBeforeItWasSeen) {
  Limits limits = patient();
  limits.output_bytes = 10'000;
  Command command = shell("head -c 30000 /dev/zero; : > ended");  // all of it fits in the pipe
  const std::string mark = fmt::format("printed-{}", ::getpid());
  command.argv.push_back(mark);
  auto running = sandbox_->start(command, limits);
  ASSERT_TRUE(running) << running.error().message;
  // parcours-init has the mark among its arguments as well: once none is left, it has told its last.
  for (int i = 0; i < 6000 && (!fs::exists(path() / "ended") || runs_somewhere(mark)); ++i) ::usleep(10'000);
  ASSERT_FALSE(runs_somewhere(mark));
  const auto outcome = first_of<Outcome>(**running);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, Ending::output);
  EXPECT_EQ(outcome->output.size(), limits.output_bytes);
}

TEST_P(AnyRunning, EndsEverythingWhenItsOwnerLetsGo) {
  const std::string mark = fmt::format("87654.{}", ::getpid());
  {
    auto running = sandbox_->start(shell("sleep " + mark + " & wait"), patient());
    ASSERT_TRUE(running) << running.error().message;
    for (int i = 0; i < 600 && !runs_somewhere(mark); ++i) ASSERT_TRUE((*running)->next(milliseconds(100)));
    ASSERT_TRUE(runs_somewhere(mark));
  }
  EXPECT_FALSE(runs_somewhere(mark));
}

TEST_P(AnyRunning, EndsEverythingWhenItsOwnerIsKilled) {
  const std::string mark = fmt::format("76543.{}", ::getpid());
  const pid_t owner = ::fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    const auto running = sandbox_->start(shell("sleep " + mark + " & wait"), patient());
    while (running && (*running)->next(seconds(1))) {
    }
    ::_exit(1);
  }
  for (int i = 0; i < 6000 && !runs_somewhere(mark); ++i) ::usleep(10'000);
  EXPECT_TRUE(runs_somewhere(mark));
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  for (int i = 0; i < 6000 && runs_somewhere(mark); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs_somewhere(mark));
}

TEST_P(AnyRunning, IsQuietWhileNothingHappens) {
  auto running = sandbox_->start(shell("sleep 600"), patient());
  ASSERT_TRUE(running) << running.error().message;
  const auto event = (*running)->next(milliseconds(0));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_TRUE(std::holds_alternative<Quiet>(*event));
}

TEST_P(AnyRunning, SamplesTheActivityOfTheCommand) {
  auto running = sandbox_->start(shell("sleep 600 & sleep 600 & wait"), patient());
  ASSERT_TRUE(running) << running.error().message;
  int most_threads = 0;
  for (int i = 0; i < 600 && most_threads < 3; ++i) {
    const auto event = (*running)->next(milliseconds(100));
    ASSERT_TRUE(event) << event.error().message;
    if (const auto* usage = std::get_if<Usage>(&*event)) most_threads = std::max(most_threads, usage->threads);
  }
  EXPECT_EQ(most_threads, 3);
}

TEST_P(AnyRunning, StopEndsTheCommandAndSaysSo) {
  auto running = sandbox_->start(shell("echo before; sleep 600"), patient());
  ASSERT_TRUE(running) << running.error().message;
  (*running)->stop();
  for (;;) {
    const auto event = (*running)->next(seconds(1));
    ASSERT_TRUE(event) << event.error().message;
    const auto* outcome = std::get_if<Outcome>(&*event);
    if (outcome == nullptr) continue;
    EXPECT_EQ(outcome->ending, Ending::stopped);
    break;
  }
}

TEST_P(AnyRunning, CarriesPacketsBothWays) {
  Command command = shell("dd bs=1000 count=1 <&3 >&3 2>/dev/null; echo last >&3");
  command.channel = true;
  auto running = sandbox_->start(command, patient());
  ASSERT_TRUE(running) << running.error().message;
  EXPECT_TRUE((*running)->send("and back again"));
  std::vector<std::string> messages;
  for (;;) {
    const auto event = (*running)->next(seconds(1));
    ASSERT_TRUE(event) << event.error().message;
    if (const auto* message = std::get_if<Message>(&*event)) messages.push_back(message->text);
    if (std::holds_alternative<Outcome>(*event)) break;
  }
  EXPECT_EQ(messages, (std::vector<std::string>{"and back again", "last\n"}));
}

TEST_P(AnyRunning, HoldsTheWallTimeThoughPacketsComeWithoutEnd) {
  Limits limits;
  limits.wall = milliseconds(500);
  auto running = sandbox_->start(flood(), limits);
  ASSERT_TRUE(running) << running.error().message;
  const auto ended = first_of<Outcome>(**running);
  ASSERT_TRUE(ended) << "it was never ended";
  EXPECT_EQ(ended->ending, Ending::wall_time);
}

TEST_P(AnyRunning, SamplesTheActivityThoughPacketsComeWithoutEnd) {
  auto running = sandbox_->start(flood(), patient());
  ASSERT_TRUE(running) << running.error().message;
  EXPECT_TRUE(first_of<Usage>(**running));
}

TEST_P(AnyRunning, SendsNoMoreToACommandThatReadsNothing) {
  Command command = shell("exec sleep 600");
  command.channel = true;
  auto running = sandbox_->start(command, patient());
  ASSERT_TRUE(running) << running.error().message;
  int sent = 0;
  while (sent < 100'000 && (*running)->send("an order")) ++sent;
  EXPECT_GT(sent, 0);
  EXPECT_LT(sent, 100'000);
}

TEST_P(AnyRunning, AnswersARequestForStacks) {
  auto running = sandbox_->start(shell("exec sleep 600"), patient());
  ASSERT_TRUE(running) << running.error().message;
  (*running)->request_stacks(false);
  bool answered = false;
  for (int i = 0; i < 600 && !answered; ++i) {
    const auto event = (*running)->next(milliseconds(100));
    ASSERT_TRUE(event) << event.error().message;
    answered = std::holds_alternative<Stacks>(*event);
  }
  EXPECT_TRUE(answered);
}

TEST_P(AnyRunning, RunsSeveralCommandsAtOnce) {
  std::vector<std::unique_ptr<Running>> all;
  for (int i = 0; i < 3; ++i) {
    auto running = sandbox_->start(shell(fmt::format("exit {}", 10 + i), false), patient());
    ASSERT_TRUE(running) << running.error().message;
    all.push_back(std::move(*running));
  }
  for (int i = 0; i < 3; ++i) {
    for (;;) {
      const auto event = all[static_cast<std::size_t>(i)]->next(seconds(1));
      ASSERT_TRUE(event) << event.error().message;
      const auto* outcome = std::get_if<Outcome>(&*event);
      if (outcome == nullptr) continue;
      EXPECT_EQ(outcome->status, 10 + i);
      break;
    }
  }
}

}  // namespace
}  // namespace parcours
