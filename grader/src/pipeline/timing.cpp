#include "pipeline/timing.hpp"

#include <optional>

#include "measure/measure.hpp"
#include "measure/scaling.hpp"
#include "pipeline/measure_plan.hpp"
#include "util/machine.hpp"
#include "util/stopwatch.hpp"

namespace parcours {
namespace {

Result<void> scale(Sandbox& sandbox, const std::filesystem::path& waits_library, const MatchPlan& match,
                   Evidence& evidence, const Progress& progress) {
  progress("measuring with 1, 2, 4 … threads");
  const Stopwatch watch;
  auto scaling = measure_scaling(sandbox, match, cores(), waits_library);
  if (!scaling) return tl::unexpected(scaling.error());
  evidence.phases.push_back({"scale", watch.seconds()});
  evidence.scaling = std::move(*scaling);
  return {};
}

}  // namespace

Result<void> time_for_grade(Sandbox& sandbox, Turnstile* turnstile, const Builder& builder, const Exercise& exercise,
                            const Rubric& rubric, const std::filesystem::path& benchmark, Evidence& evidence,
                            const Progress& progress) {
  auto plan = measure_plan(builder, exercise, rubric, speed_criterion(rubric)->bands, evidence.seed);
  if (!plan) return tl::unexpected(plan.error());
  plan->match.submission = benchmark;
  const auto waits_library = builder.support().waits_library();
  if (!waits_library) return tl::unexpected(waits_library.error());
  // All that is built goes through the turnstile, and is there by now.
  std::optional<Turnstile::Alone> alone;
  if (turnstile != nullptr) alone.emplace(*turnstile);
  const Stopwatch watch;
  auto measured = measure(sandbox, *plan, [&](const std::string& step) { progress("measuring, " + step); });
  if (!measured) return tl::unexpected(measured.error());
  evidence.phases.push_back({"measure", watch.seconds()});
  evidence.findings.insert(evidence.findings.end(), measured->findings.begin(), measured->findings.end());
  evidence.measured = measured->speedup.has_value();
  if (!evidence.measured) {
    evidence.not_measured_because = "The benchmark did not finish.";
    return {};
  }
  evidence.speedup = *measured->speedup;
  return rubric.measure.scaling ? scale(sandbox, *waits_library, plan->match, evidence, progress) : Result<void>();
}

}  // namespace parcours
