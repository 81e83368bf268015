#include "sandbox/sandbox.hpp"

#include <linux/landlock.h>
#include <signal.h>
#include <sys/syscall.h>

#include <sstream>

#include "sandbox_fixture.hpp"

namespace parcours {
namespace {

/// A script that starts so many processes and says that it has.
std::string starts(int processes) {
  return fmt::format("i=0; while [ $i -lt {} ]; do sleep 600 & i=$((i+1)); done; echo all started", processes);
}

/// What every tier holds.
using AnySandbox = SandboxTest;
INSTANTIATE_TEST_SUITE_P(Tiers, AnySandbox, ::testing::Values("bubblewrap", "landlock", "limits-only"), tier_name);

TEST_P(AnySandbox, IsOfTheTierThatWasAskedFor) { EXPECT_EQ(sandbox_->tier(), GetParam()); }

TEST_P(AnySandbox, TellsTheExitStatusAndTheOutput) {
  const Outcome outcome = run(shell("echo to output; echo to error >&2; exit 7"));
  EXPECT_EQ(outcome.ending, Ending::exited);
  EXPECT_EQ(outcome.status, 7);
  EXPECT_EQ(outcome.output, "to output\nto error\n");
  EXPECT_EQ(outcome.left_processes, 0);
}

TEST_P(AnySandbox, TellsTheSignalThatEndedTheCommand) {
  const Outcome outcome = run(shell("kill -SEGV $$"));
  EXPECT_EQ(outcome.ending, Ending::signalled);
  EXPECT_EQ(outcome.status, SIGSEGV);
}

TEST_P(AnySandbox, TellsOfAProgramThatIsNotThere) {
  Command command = shell("");
  command.argv = {"/usr/bin/parcours-has-no-such-program"};
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.ending, Ending::exited);
  EXPECT_NE(outcome.status, 0);
  EXPECT_NE(outcome.output.find("parcours-has-no-such-program"), std::string::npos) << outcome.output;
}

TEST_P(AnySandbox, GivesTheCommandItsVariablesAndNoneOfTheGraders) {
  ::setenv("PARCOURS_TEST_SECRET", "do-not-tell", 1);
  Command command = shell("");
  command.argv = {"/usr/bin/env"};
  command.environment = {{"GREETING", "hello there"}};
  const Outcome outcome = run(command);
  ::unsetenv("PARCOURS_TEST_SECRET");
  EXPECT_NE(outcome.output.find("GREETING=hello there\n"), std::string::npos) << outcome.output;
  EXPECT_EQ(outcome.output.find("do-not-tell"), std::string::npos) << outcome.output;
}

TEST_P(AnySandbox, StartsTheCommandInItsFolderWithNothingToRead) {
  const Outcome outcome = run(shell("pwd; cat"));
  EXPECT_EQ(outcome.output, path().string() + "\n");
}

TEST_P(AnySandbox, NeverRunsTheCommandAsRoot) {
  const Outcome outcome = run(shell("id -u"));
  EXPECT_NE(outcome.output, "0\n");
}

TEST_P(AnySandbox, EndsACommandThatTakesTooLong) {
  Limits limits;
  limits.wall = milliseconds(300);
  const Outcome outcome = run(shell("echo started; sleep 600"), limits);
  EXPECT_EQ(outcome.ending, Ending::wall_time);
  EXPECT_GE(outcome.wall, limits.wall);
  EXPECT_LT(outcome.wall, seconds(300));
}

TEST_P(AnySandbox, StopsACommandForTheTimeBeing) {
  Command command = shell("while :; do :; done");
  auto running = sandbox_->start(command, patient());
  ASSERT_TRUE(running);
  const auto usage_where = [&](const std::function<bool(const Usage&)>& wanted) {
    const auto give_up = std::chrono::steady_clock::now() + seconds(60);
    while (std::chrono::steady_clock::now() < give_up) {
      auto event = (*running)->next(milliseconds(1000));
      EXPECT_TRUE(event);
      if (const auto* usage = std::get_if<Usage>(&*event); usage != nullptr && wanted(*usage)) return usage->cpu;
    }
    ADD_FAILURE() << "no such usage came";
    return milliseconds(0);
  };
  usage_where([](const Usage& usage) { return usage.cpu >= milliseconds(100); });
  (*running)->pause();
  const auto stopped_at = usage_where([](const Usage& usage) { return usage.paused; });
  const auto quiet = (*running)->next(milliseconds(700));  // it has been told once, and nothing changes
  EXPECT_TRUE(quiet && std::holds_alternative<Quiet>(*quiet));
  (*running)->resume();
  const auto woken_at = usage_where([](const Usage& usage) { return !usage.paused; });
  EXPECT_LT(woken_at - stopped_at, milliseconds(400)) << "it was running while it was stopped";
  usage_where([&](const Usage& usage) { return usage.cpu > stopped_at + milliseconds(50); });
}

TEST_P(AnySandbox, EndsACommandThatUsesTooMuchProcessorTime) {
  Limits limits = patient();
  limits.cpu = milliseconds(200);
  const Outcome spinning = run(shell("while :; do :; done"), limits);
  EXPECT_EQ(spinning.ending, Ending::cpu_time);
  EXPECT_GE(spinning.cpu, limits.cpu);
  // Many short processes count together, those that have ended too.
  const Outcome forking = run(shell("while :; do /usr/bin/true; done"), limits);
  EXPECT_EQ(forking.ending, Ending::cpu_time);
}

TEST_P(AnySandbox, EndsACommandThatTakesTooMuchMemory) {
  Limits limits = patient();
  limits.memory_bytes = 64ULL << 20;
  // tail keeps all of the only line, and then waits for a reader that never reads.
  const Outcome outcome = run(shell("head -c 200M /dev/zero | tail -n 1 | sleep 600"), limits);
  EXPECT_EQ(outcome.ending, Ending::memory);
  EXPECT_GT(outcome.peak_bytes, limits.memory_bytes);
}

TEST_P(AnySandbox, EndsACommandThatPrintsTooMuchAndKeepsWhatFits) {
  Limits limits = patient();
  limits.output_bytes = 10'000;
  const Outcome outcome = run(shell("yes"), limits);
  EXPECT_EQ(outcome.ending, Ending::output);
  EXPECT_EQ(outcome.output.size(), limits.output_bytes);
  EXPECT_TRUE(outcome.output.starts_with("y\ny\n"));
}

TEST_P(AnySandbox, LetsACommandPrintAsMuchAsTheLimit) {
  Limits limits = patient();
  limits.output_bytes = 10'000;
  const Outcome outcome = run(shell("head -c 10000 /dev/zero"), limits);
  EXPECT_EQ(outcome.ending, Ending::exited);
  EXPECT_EQ(outcome.output.size(), 10'000U);
}

TEST_P(AnySandbox, EndsACommandThatStartsTooManyProcesses) {
  Limits limits = patient();
  limits.processes = 12;
  const Outcome outcome = run(shell(starts(60) + "; wait"), limits);
  EXPECT_TRUE(outcome.ending == Ending::processes || outcome.status != 0);
}

TEST_P(AnySandbox, LetsNoCommandStartMoreProcessesThanTheLimit) {
  if (::geteuid() != 0 && GetParam() != std::string("bubblewrap"))
    GTEST_SKIP() << "of an ordinary user's processes without a user namespace the kernel counts none apart";
  Limits limits = patient();
  limits.processes = 12;
  EXPECT_EQ(run(shell(starts(11)), limits).output, "all started\n");  // the shell is the twelfth
  EXPECT_EQ(run(shell(starts(12)), limits).output.find("all started"), std::string::npos);
}

TEST_P(AnySandbox, CutsFilesAtTheLimit) {
  Limits limits = patient();
  limits.file_bytes = 8192;
  const Outcome outcome = run(shell("head -c 100000 /dev/zero > large"), limits);
  EXPECT_NE(outcome.status, 0);
  EXPECT_LE(fs::file_size(path() / "large"), limits.file_bytes);
}

TEST_P(AnySandbox, CountsProcessesThatWereLeftBehind) {
  const Outcome outcome = run(shell("sleep 600 & exit 3"));
  EXPECT_EQ(outcome.ending, Ending::exited);
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.left_processes, 1);
  EXPECT_EQ(run(shell("sleep 600 & sleep 600 & exit 0")).left_processes, 2);
}

TEST_P(AnySandbox, EndsAGrandchildThatHasASessionOfItsOwn) {
  const std::string mark = fmt::format("98765.{}", ::getpid());
  auto running = sandbox_->start(shell(fmt::format("(setsid sleep {} &); sleep 600", mark)), patient());
  ASSERT_TRUE(running) << running.error().message;
  for (int i = 0; i < 600 && !runs_somewhere(mark); ++i) ASSERT_TRUE((*running)->next(milliseconds(100)));
  ASSERT_TRUE(runs_somewhere(mark));
  (*running)->stop();
  for (;;) {
    const auto event = (*running)->next(seconds(1));
    ASSERT_TRUE(event) << event.error().message;
    if (std::holds_alternative<Outcome>(*event)) break;
  }
  EXPECT_FALSE(runs_somewhere(mark));
}

TEST_P(AnySandbox, LetsWritableFoldersBeWritten) {
  EXPECT_EQ(run(shell("echo hello > made && cat made")).output, "hello\n");
  EXPECT_EQ(contents(path() / "made"), "hello\n");
}

/// What the tiers hold that guard files.
class FileSandbox : public SandboxTest {
 protected:
  /// Whether the tier does not rest on Landlock, or the kernel's is at least this new.
  [[nodiscard]] bool holds_since(long abi) const {
    return sandbox_->tier() != "landlock" ||
           ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= abi;
  }
};
INSTANTIATE_TEST_SUITE_P(Tiers, FileSandbox, ::testing::Values("bubblewrap", "landlock"), tier_name);

TEST_P(FileSandbox, HidesFilesThatAreNotMounted) {
  const auto outside = TempDir::create();
  ASSERT_TRUE(outside);
  const fs::path secret = outside->path() / "secret.txt";
  std::ofstream(secret) << "the hidden tests\n";
  const Outcome outcome = run(shell("cat '" + secret.string() + "'"));
  EXPECT_NE(outcome.status, 0);
  EXPECT_EQ(outcome.output.find("the hidden tests"), std::string::npos);
}

TEST_P(FileSandbox, ShowsOneMountedFileAndNotItsNeighbour) {
  const auto outside = TempDir::create();
  ASSERT_TRUE(outside);
  std::ofstream(outside->path() / "shown") << "shown text\n";
  std::ofstream(outside->path() / "secret") << "the hidden tests\n";
  Command command =
      shell("cat '" + (outside->path() / "shown").string() + "' '" + (outside->path() / "secret").string() + "'");
  command.mounts.push_back({outside->path() / "shown", false});
  const Outcome outcome = run(command);
  EXPECT_NE(outcome.output.find("shown text"), std::string::npos) << outcome.output;
  EXPECT_EQ(outcome.output.find("the hidden tests"), std::string::npos);
}

TEST_P(FileSandbox, LetsReadOnlyFoldersBeReadAndNotWritten) {
  std::ofstream(path() / "given") << "given\n";
  fs::permissions(path() / "given", fs::perms::all);
  const Outcome outcome = run(shell("cat given; echo more >> given; echo x > new; rm -f given; mkdir d", false));
  EXPECT_TRUE(outcome.output.starts_with("given\n")) << outcome.output;
  EXPECT_EQ(contents(path() / "given"), "given\n");
  EXPECT_FALSE(fs::exists(path() / "new"));
  EXPECT_FALSE(fs::exists(path() / "d"));
}

TEST_P(FileSandbox, LetsNoFileBeEmptiedThatIsOnlyShown) {
  if (!holds_since(3)) GTEST_SKIP() << "this kernel's Landlock cannot forbid it";
  if (!fs::exists("/usr/bin/perl")) GTEST_SKIP() << "needs perl";
  std::ofstream(path() / "given") << "given\n";
  fs::permissions(path() / "given", fs::perms::all);
  Command command = shell("", false);
  command.argv = {"/usr/bin/perl", "-e", "print truncate('given', 0) ? 'emptied' : 'refused'"};
  EXPECT_EQ(run(command).output, "refused");
  EXPECT_EQ(contents(path() / "given"), "given\n");
}

TEST_P(FileSandbox, LetsNoCommandEndTheProcessThatWatchesIt) {
  if (!holds_since(6)) GTEST_SKIP() << "this kernel's Landlock cannot forbid it";
  const Outcome outcome = run(shell("kill -KILL $PPID; exit 4"));
  EXPECT_EQ(outcome.ending, Ending::exited);
  EXPECT_EQ(outcome.status, 4);
}

TEST_P(FileSandbox, DoesNotFollowALinkOutOfTheMounts) {
  const auto outside = TempDir::create();
  ASSERT_TRUE(outside);
  std::ofstream(outside->path() / "secret") << "the hidden tests\n";
  fs::create_symlink(outside->path() / "secret", path() / "link");
  EXPECT_EQ(run(shell("cat link")).output.find("the hidden tests"), std::string::npos);
}

/// What only namespaces hold.
using NamespaceSandbox = SandboxTest;
INSTANTIATE_TEST_SUITE_P(Tiers, NamespaceSandbox, ::testing::Values("bubblewrap"), tier_name);

TEST_P(NamespaceSandbox, HasNoNetworkButTheLoopback) {
  const Outcome outcome = run(shell("cat /proc/net/dev"));
  EXPECT_EQ(outcome.status, 0);
  std::istringstream lines(outcome.output);
  std::vector<std::string> devices;
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t colon = line.find(':'); colon != std::string::npos)
      devices.push_back(line.substr(line.find_first_not_of(' '), colon - line.find_first_not_of(' ')));
  for (const std::string& device : devices) EXPECT_EQ(device, "lo");
}

TEST_P(NamespaceSandbox, GivesEveryCommandATmpOfItsOwn) {
  const std::string mark = fmt::format("/tmp/parcours-mark-{}", ::getpid());
  EXPECT_EQ(run(shell("echo mine > " + mark + "; cat " + mark)).output, "mine\n");
  EXPECT_FALSE(fs::exists(mark));
  EXPECT_NE(run(shell("cat " + mark + " 2>/dev/null")).status, 0);
}

TEST_P(NamespaceSandbox, ShowsNoProcessOfTheMachine) {
  const Outcome outcome = run(shell("cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'"));
  const std::string self = fs::read_symlink("/proc/self/exe").filename().string();
  EXPECT_EQ(outcome.output.find(self), std::string::npos) << outcome.output;
}

TEST_P(NamespaceSandbox, HidesFoldersBelowUsrThatItWasToldTo) {
  const auto sandbox = make("bubblewrap", {"/usr/share"});
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  const auto outcome = (*sandbox)->run(shell("ls -A /usr/share"), patient());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->output, "");
}

TEST(MakeSandbox, BlamesTheMachineForATierThatDoesNotExist) {
  const auto made = make("fortress");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::machine);
  EXPECT_NE(made.error().message.find("fortress"), std::string::npos) << made.error().message;
  EXPECT_EQ(made.error().message.find('\n'), std::string::npos);
}

TEST(MakeSandbox, BlamesTheMachineWhenItsFirstProcessIsMissing) {
  const auto made = make_sandbox("/usr/bin/parcours-has-no-such-program", {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::machine);
}

}  // namespace
}  // namespace parcours
