#pragma once
// Plays an exercise's scenarios under the controlled scheduler, and tells what went wrong in the student's lines.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "course/rubric.hpp"
#include "sandbox/sandbox.hpp"
#include "verdict/evidence.hpp"
#include "verdict/finding.hpp"

namespace parcours {

struct ExplorePlan {
  std::filesystem::path program;       ///< of Profile::scenarios
  std::vector<std::string> scenarios;  ///< all of them must be told of
  Exploring explore;
  std::uint64_t first_seed = 1;
  std::optional<std::uint64_t> seed;  ///< only the one schedule that has it; empty: seeds from `first_seed` on
  std::string header;                 ///< the student's file name
  std::string source;                 ///< its text
  std::filesystem::path symbolizer;
  ResourceLimits limits;
};

struct Exploration {
  std::vector<TestOutcome> outcomes;  ///< one for each scenario, named as test_name() says
  std::vector<ScenarioSearch> searches;
  std::vector<Finding> findings;
};

/// A scenario as rubrics and reports name it, among the tests: "Scenario.TwoConsumers".
[[nodiscard]] std::string test_name(const std::string& scenario);

/// Errors: Fault::machine.
[[nodiscard]] Result<Exploration> explore(Sandbox& sandbox, const ExplorePlan& plan);

/// The names of all scenarios in `program` (of the reference, which is trusted).
[[nodiscard]] Result<std::vector<std::string>> list_scenarios(Sandbox& sandbox, const std::filesystem::path& program);

}  // namespace parcours
