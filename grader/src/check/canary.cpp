#include "check/canary.hpp"

#include "check/test_run.hpp"

namespace parcours {

Result<void> try_canary(Sandbox& sandbox, const std::filesystem::path& program) {
  const auto run = [&](const char* test) {
    return run_tests(sandbox, {.program = program,
                               .tests = {test},
                               .seed = 1,
                               .noise = false,
                               .profile = Profile::races,
                               .header = {},
                               .symbolizer = {},
                               .limits = {}});
  };
  for (const bool racy : {true, false}) {
    const auto ran = run(racy ? "Canary.Race" : "Canary.Clean");
    if (!ran) return tl::unexpected(ran.error());
    if (!ran->completed || !ran->findings.empty())
      return machine_error("the race detector does not run on this machine: {}",
                           ran->findings.empty() ? "its own test does not end" : ran->findings.front().message);
    if (ran->race_packets.empty() == racy)
      return machine_error("the race detector of this machine cannot be trusted: it {}",
                           racy ? "misses a known race" : "reports a race in a correct program");
  }
  return {};
}

}  // namespace parcours
