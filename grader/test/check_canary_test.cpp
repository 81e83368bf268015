#include <gtest/gtest.h>
#include <signal.h>

#include "check/canary.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

/// A canary program that reports a race in the test that races, in the clean one, in both, or in none.
Result<void> canary(bool in_race, bool in_clean) {
  const auto program = [](const std::string& test, bool race) {
    std::vector<Event> events{Message{"start " + test}};
    if (race) events.emplace_back(Message{"race data-race\n"});
    events.emplace_back(Message{"end " + test + " passed 0"});
    events.emplace_back(Message{"done"});
    events.emplace_back(exits(0));
    return plays(events);
  };
  ScriptedSandbox sandbox({program("Canary.Race", in_race), program("Canary.Clean", in_clean)});
  return try_canary(sandbox, "/canary");
}

TEST(Canary, BelievesADetectorThatTellsARaceFromNone) { EXPECT_TRUE(canary(true, false)); }

TEST(Canary, BlamesTheMachineForADetectorThatDoesNot) {
  for (const auto& made : {canary(false, false), canary(true, true), canary(false, true)}) {
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().fault, Fault::machine);
  }
}

TEST(Canary, BlamesTheMachineWhereTheDetectorDoesNotRun) {
  ScriptedSandbox sandbox({plays({dies(SIGABRT)})});
  const auto made = try_canary(sandbox, "/canary");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::machine);
}

}  // namespace
}  // namespace parcours
