#include "check/test_run.hpp"

#include <algorithm>

#include "check/session.hpp"
#include "toolchain/open_mpi.hpp"

namespace parcours {
namespace {

Command test_command(const std::filesystem::path& program, int ranks = 0) {
  // The race detector's lock-order reports are off: they accuse correct programs (a common gate lock), and abort with
  // more than 64 locks held. Addresses become lines in the grader, so nothing is symbolised here.
  Command command{
      .argv = {program.string()},
      .environment = {{"LC_ALL", "C.UTF-8"},
                      {"TSAN_OPTIONS",
                       "symbolize=0:exitcode=0:halt_on_error=0:report_bugs=1:enable_annotations=0:detect_deadlocks=0:"
                       "report_signal_unsafe=0:report_thread_leaks=0:atexit_sleep_ms=0:print_summary=0:"
                       "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0"},
                      // Memory that is never freed is no finding: what is left behind of the system's is (`leak`).
                      {"ASAN_OPTIONS",
                       "symbolize=0:print_summary=0:detect_leaks=0:detect_stack_use_after_return=1:"
                       "strict_init_order=1:use_sigaltstack=0:"
                       "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0"},
                      {"UBSAN_OPTIONS", "symbolize=0:print_summary=0"}},
      .folder = "/tmp",
      .mounts = {{program, false}},
      .channel = true};
  for (auto& variable : environment_of_ranks(ranks)) command.environment.push_back(std::move(variable));
  return command;
}

}  // namespace

bool shows(const TestRun& run, FindingKind kind) {
  if (kind == FindingKind::data_race) return !run.race_packets.empty();
  if (kind == FindingKind::test_failure)
    return std::any_of(run.tests.begin(), run.tests.end(), [&](const auto& test) {
      return test.second.status == TestStatus::failed && !run.stopped.contains(test.first) &&
             !run.leaking.contains(test.first);
    });
  return std::any_of(run.findings.begin(), run.findings.end(),
                     [&](const Finding& finding) { return finding.kind == kind; });
}

Result<TestRun> run_tests(Sandbox& sandbox, const RunPlan& plan) {
  TestRun run;
  for (const std::string& name : plan.tests) run.tests[name].name = name;
  std::vector<std::string> pending = plan.tests;
  Limits limits;
  limits.wall = plan.limits.test_wall * static_cast<int>(plan.tests.size() + 1);
  limits.cpu = plan.limits.test_cpu * static_cast<int>(plan.tests.size() + 1);
  limits.memory_bytes = plan.limits.memory_bytes * (is_instrumented(plan.profile) ? 4 : 1);  // shadow memory
  limits.processes = plan.limits.processes;
  limits.output_bytes = plan.limits.output_bytes;
  limits.file_bytes = plan.limits.file_bytes;
  while (!pending.empty() && !(plan.until && shows(run, *plan.until))) {
    auto process = sandbox.start(test_command(plan.program, plan.ranks), limits);
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

Result<std::vector<std::string>> list_names(Sandbox& sandbox, const Command& command, const std::string& each) {
  auto process = sandbox.start(command, Limits{});
  if (!process) return tl::unexpected(process.error());
  const ChannelSecret secret;
  (*process)->send(secret.sign("list"));
  std::vector<std::string> names;
  for (;;) {
    auto event = (*process)->next(std::chrono::milliseconds(1000));
    if (!event) return tl::unexpected(event.error());
    if (const auto* message = std::get_if<Message>(&*event))
      if (const auto packet = secret.open(message->text); packet && packet->starts_with(each + " "))
        names.push_back(packet->substr(each.size() + 1));
    if (std::holds_alternative<Outcome>(*event)) return names;
  }
}

Result<std::vector<std::string>> list_tests(Sandbox& sandbox, const std::filesystem::path& program) {
  return list_names(sandbox, test_command(program), "test");
}

}  // namespace parcours
