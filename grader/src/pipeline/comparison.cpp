#include "pipeline/comparison.hpp"

#include <future>

#include "intake/handed_in.hpp"
#include "pipeline/measure_plan.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// The benchmark with one header, built below `folder`.
Result<fs::path> program_of(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, const Rubric& rubric,
                            const fs::path& path, const fs::path& folder) {
  const auto submission = read_handed_in(sandbox, builder.installation().unpack, exercise.header, path);
  if (!submission) return tl::unexpected(submission.error());
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) return machine_error("{}: cannot be made: {}", folder.string(), error.message());
  auto build = builder.build(exercise, rubric, submission->text, Profile::benchmark, folder);
  if (!build) return tl::unexpected(build.error());
  if (build->ok()) return build->program;
  const Finding& first = build->findings.front();
  return input_error("{}:{}: {}", submission->path.string(), first.location.line, first.message);
}

}  // namespace

Result<Speedup> compare_speed(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, const fs::path& a,
                              const fs::path& b, std::uint64_t seed, const Progress& progress) {
  const auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  if (rubric->measure.benchmarks.empty()) return input_error("{}: it has no benchmark", exercise.id);
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  progress("building");
  if (auto warmed = builder.support().folder(Profile::benchmark); !warmed) return tl::unexpected(warmed.error());
  auto other = std::async(std::launch::async,
                          [&] { return program_of(sandbox, builder, exercise, *rubric, b, folder->path() / "b"); });
  const auto program = program_of(sandbox, builder, exercise, *rubric, a, folder->path() / "a");
  const auto reference = other.get();
  if (!program) return tl::unexpected(program.error());
  if (!reference) return tl::unexpected(reference.error());
  MeasurePlan plan = measure_plan(exercise, *rubric, {}, seed);
  plan.match.submission = *program;
  plan.match.reference = *reference;
  plan.match.reference_name = b.string();
  plan.match.reference_fault = Fault::input;
  const auto measured = measure(sandbox, plan, [&](const std::string& step) { progress("measuring, " + step); });
  if (!measured) return tl::unexpected(measured.error());
  if (measured->speedup) return *measured->speedup;
  return input_error("{}: {}", a.string(), measured->findings.front().message);
}

}  // namespace parcours
