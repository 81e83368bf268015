#include "pipeline/grader.hpp"

#include <random>

#include "intake/handed_in.hpp"
#include "pipeline/comparison.hpp"
#include "pipeline/exploration.hpp"
#include "pipeline/reading.hpp"
#include "pipeline/scoring.hpp"
#include "pipeline/timing.hpp"
#include "util/stopwatch.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

std::uint64_t fresh_seed() { return std::random_device{}() | 1U; }

}  // namespace

Result<Grader> Grader::create(const Installation& installation, Turnstile* turnstile) {
  auto compiler = find_compiler();
  if (!compiler) return tl::unexpected(compiler.error());
  auto cache = Cache::open();
  if (!cache) return tl::unexpected(cache.error());
  auto sandbox = make_sandbox(installation.init, {installation.course});
  if (!sandbox) return tl::unexpected(sandbox.error());
  Sandboxes sandboxes{.timed = std::move(*sandbox), .turnstile = turnstile};
  if (turnstile != nullptr) sandboxes.behind = std::make_unique<TurnstileSandbox>(*sandboxes.timed, *turnstile);
  Sandbox& used = turnstile != nullptr ? *sandboxes.behind : *sandboxes.timed;
  auto builder = std::make_unique<Builder>(used, std::move(*compiler), installation, std::move(*cache));
  return Grader(std::move(sandboxes), std::move(builder));
}

Result<void> Grader::can_grade(const Exercise& exercise) const {
  const auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  return Preparation(sandbox(), *builder_).can_build(*rubric);
}

Result<Submission> Grader::read(const Exercise& exercise, const fs::path& path) const {
  return read_handed_in(sandbox(), builder_->installation().unpack, exercise.header, path);
}

Result<Candidate> Grader::prepare(const Exercise& exercise, Submission submission, const fs::path& folder,
                                  const GradeOptions& options, const Progress& progress) const {
  // Where only a first sign is looked for, the first program of the tests mostly shows it.
  const Programs programs = options.until || options.first_program ? Programs::first : Programs::all;
  return Preparation(sandbox(), *builder_)
      .prepare(exercise, std::move(submission), folder, options.measure, programs, progress);
}

Result<Candidate> Grader::prepare(const Exercise& exercise, const fs::path& submission, const fs::path& folder,
                                  const GradeOptions& options, const Progress& progress) const {
  auto loaded = read(exercise, submission);
  if (!loaded) return tl::unexpected(loaded.error());
  return prepare(exercise, std::move(*loaded), folder, options, progress);
}

Result<Examination> Grader::examine(const Exercise& exercise, Candidate& candidate, const GradeOptions& options,
                                    const Progress& progress) const {
  const bool first_sign = options.until && options.until->at_once;
  if (!first_sign && !options.first_program)
    if (auto completed = Preparation(sandbox(), *builder_).complete(exercise, candidate); !completed)
      return tl::unexpected(completed.error());
  return parcours::examine(sandbox(), *builder_, exercise, candidate, options.seed.value_or(fresh_seed()),
                           options.until, progress);
}

Result<GradedSubmission> Grader::conclude(const Exercise& exercise, const Candidate& candidate, Examination examined,
                                          const GradeOptions& options, const Progress& progress) const {
  Evidence& evidence = examined.evidence;
  Rubric rubric = candidate.rubric;
  if (!options.extras) {
    rubric.measure.baselines.clear();
    rubric.measure.scaling = false;
  }
  if (examined.benchmark)
    if (auto timed = time_for_grade(*sandbox_.timed, sandbox_.turnstile, *builder_, exercise, rubric,
                                    *examined.benchmark, evidence, progress);
        !timed)
      return tl::unexpected(timed.error());
  GradedSubmission result;
  result.exercise = exercise.id;
  result.path = candidate.submission.path.string();
  result.header = exercise.header;
  result.sha256 = candidate.submission.sha256;
  result.source = candidate.submission.text;
  result.evidence = std::move(evidence);
  score_by(candidate.rubric, result);
  result.reading = reading_for(exercise, result.evidence.findings);
  if (!options.measure) result.outcome = "graded";
  return result;
}

Result<GradedSubmission> Grader::judge(const Exercise& exercise, Candidate& candidate, const GradeOptions& options,
                                       const Progress& progress) const {
  auto examined = examine(exercise, candidate, options, progress);
  if (!examined) return tl::unexpected(examined.error());
  return conclude(exercise, candidate, std::move(*examined), options, progress);
}

Result<GradedSubmission> Grader::grade(const Exercise& exercise, Submission submission, const GradeOptions& options,
                                       const Progress& progress) const {
  const Stopwatch watch;
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  auto candidate = prepare(exercise, std::move(submission), folder->path(), options, progress);
  if (!candidate) return tl::unexpected(candidate.error());
  auto result = judge(exercise, *candidate, options, progress);
  if (result) result->evidence.seconds = watch.seconds();
  return result;
}

Result<GradedSubmission> Grader::grade(const Exercise& exercise, const fs::path& submission,
                                       const GradeOptions& options, const Progress& progress) const {
  auto loaded = read(exercise, submission);
  if (!loaded) return tl::unexpected(loaded.error());
  return grade(exercise, std::move(*loaded), options, progress);
}

Result<GradedSubmission> Grader::explore(const Exercise& exercise, const fs::path& submission,
                                         const ExploreOptions& options, const Progress& progress) const {
  return explore_submission(sandbox(), *builder_, exercise, submission, options, progress);
}

Result<Speedup> Grader::compare(const Exercise& exercise, const fs::path& a, const fs::path& b,
                                std::optional<std::uint64_t> seed, const Progress& progress) const {
  return compare_speed(sandbox(), *builder_, exercise, a, b, seed.value_or(fresh_seed()), progress);
}

}  // namespace parcours
