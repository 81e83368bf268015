#include "pipeline/measure_plan.hpp"

#include "pipeline/yardstick.hpp"
#include "score/speed_points.hpp"
#include "util/machine.hpp"

namespace parcours {
namespace fs = std::filesystem;

MeasurePlan measure_plan(const Exercise& exercise, const Rubric& rubric, const std::vector<SpeedBand>& bands,
                         std::uint64_t seed) {
  const Measurement& what = rubric.measure;
  MeasurePlan plan;
  plan.match.benchmarks = what.benchmarks;
  plan.match.threads = what.threads > 0 ? what.threads : cores();
  plan.match.ranks = rubric.ranks;
  plan.match.seed = seed;
  plan.match.header = exercise.header;
  plan.match.limits = rubric.limits;
  plan.pairs = what.pairs;
  plan.parallel = what.parallel;
  plan.is_exact = [bands](const Speedup& speedup) { return is_exact(bands, speedup); };
  plan.is_stable = [bands](const Speedup& speedup) { return is_stable(bands, speedup); };
  return plan;
}

Result<MeasurePlan> measure_plan(const Builder& builder, const Exercise& exercise, const Rubric& rubric,
                                 const std::vector<SpeedBand>& bands, std::uint64_t seed) {
  MeasurePlan plan = measure_plan(exercise, rubric, bands, seed);
  auto reference = reference_benchmark(builder, exercise, rubric);
  if (!reference) return tl::unexpected(reference.error());
  plan.match.reference = std::move(*reference);
  for (const BaselineFile& baseline : rubric.measure.baselines) {
    const fs::path file = exercise.reference_folder / "baselines" / baseline.file;
    if (!fs::exists(file))
      return input_error("{}:{}:{}: no such file: {}", exercise.rubric.string(), baseline.line, baseline.column,
                         file.string());
    auto program = builder.kept(exercise, rubric, Profile::benchmark, file);
    if (!program) return tl::unexpected(program.error());
    plan.match.baselines.push_back({std::move(*program), baseline.title, baseline.serial});
  }
  return plan;
}

}  // namespace parcours
