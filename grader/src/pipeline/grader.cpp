#include "pipeline/grader.hpp"

#include <algorithm>
#include <random>

#include "check/check.hpp"
#include "explore/explore.hpp"
#include "measure/measure.hpp"
#include "measure/scaling.hpp"
#include "pipeline/comparison.hpp"
#include "pipeline/exploration.hpp"
#include "pipeline/measure_plan.hpp"
#include "pipeline/stopwatch.hpp"
#include "util/machine.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

std::uint64_t fresh_seed() { return std::random_device{}() | 1U; }

/// No speed points without what the criterion requires: then there is no use in measuring.
bool gates_open(const Criterion& speed, const Grade& so_far) {
  return std::all_of(speed.requires_.begin(), speed.requires_.end(), [&](const std::string& id) {
    return std::any_of(so_far.criteria.begin(), so_far.criteria.end(),
                       [&](const CriterionGrade& grade) { return grade.id == id && grade.points == grade.max_points; });
  });
}

std::map<Profile, fs::path> programs_of(const Candidate& candidate) {
  std::map<Profile, fs::path> programs;
  for (const auto& [profile, build] : candidate.builds) programs[profile] = build.program;
  return programs;
}

/// A candidate is run, step by step, until there is evidence to score.
class Judgement {
 public:
  Judgement(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, Candidate& candidate,
            const GradeOptions& options, const Progress& progress)
      : sandbox_(sandbox),
        builder_(builder),
        exercise_(exercise),
        candidate_(candidate),
        options_(options),
        progress_(progress),
        evidence_(candidate.evidence) {
    evidence_.seed = options_.seed.value_or(fresh_seed());
  }

  Result<GradedSubmission> run() {
    if (candidate_.runnable) {
      if (auto tested = test(); !tested) return tl::unexpected(tested.error());
      if (candidate_.explored.valid())
        if (auto explored = explore(); !explored) return tl::unexpected(explored.error());
      if (!candidate_.benchmark.valid())
        evidence_.not_measured_because = "It was not asked for.";
      else if (auto timed = time(); !timed)
        return tl::unexpected(timed.error());
    } else {
      evidence_.not_measured_because = "It does not compile.";
    }
    return conclude();
  }

 private:
  Result<void> test() {
    const Stopwatch watch;
    const auto checked = check(sandbox_, candidate_.rubric,
                               {.programs = programs_of(candidate_),
                                .tests = candidate_.tests,
                                .seed = evidence_.seed,
                                .lanes = std::min(2, cores()),
                                .header = exercise_.header,
                                .source = candidate_.submission.text,
                                .symbolizer = builder_.compiler().symbolizer,
                                .fences = candidate_.fences,
                                .until = options_.until},
                               [&](const std::string& step) { progress_("running the tests, " + step); });
    if (!checked) return tl::unexpected(checked.error());
    evidence_.compiled = true;
    evidence_.tests = checked->tests;
    evidence_.findings.insert(evidence_.findings.end(), checked->findings.begin(), checked->findings.end());
    evidence_.test_runs = checked->runs;
    evidence_.race_runs = checked->race_runs;
    evidence_.phases.push_back({"run-tests", watch.seconds()});
    return {};
  }

  /// Not where the runs of the tests have shown what is looked for.
  Result<void> explore() {
    if (options_.until && std::any_of(evidence_.findings.begin(), evidence_.findings.end(),
                                      [&](const Finding& finding) { return finding.kind == options_.until->kind; }))
      return {};
    const Result<Build>& build = candidate_.explored.get();
    if (!build) return tl::unexpected(build.error());
    evidence_.phases.push_back({"build-scenarios", build->seconds});
    const auto leave_out = [&](const std::string& why) {
      for (const std::string& name : candidate_.scenarios)
        evidence_.tests.push_back({.name = test_name(name), .status = TestStatus::not_run, .message = why});
      return Result<void>();
    };
    if (!build->ok()) {
      evidence_.findings.insert(evidence_.findings.end(), build->findings.begin(), build->findings.end());
      return leave_out("The scenarios do not compile with it.");
    }
    const auto open =
        Preparation(sandbox_, builder_).pass_gates(candidate_, exercise_.header, *build, Profile::scenarios, evidence_);
    if (!open) return tl::unexpected(open.error());
    if (!*open) return leave_out("What it does in the scenarios is not accepted.");
    progress_("searching for interleavings that go wrong");
    const Stopwatch watch;
    auto explored = parcours::explore(sandbox_, {.program = build->program,
                                                 .scenarios = candidate_.scenarios,
                                                 .explore = candidate_.rubric.explore,
                                                 .seed = {},
                                                 .header = exercise_.header,
                                                 .source = candidate_.submission.text,
                                                 .symbolizer = builder_.compiler().symbolizer,
                                                 .limits = candidate_.rubric.limits});
    if (!explored) return tl::unexpected(explored.error());
    evidence_.phases.push_back({"explore", watch.seconds()});
    evidence_.tests.insert(evidence_.tests.end(), explored->outcomes.begin(), explored->outcomes.end());
    evidence_.findings.insert(evidence_.findings.end(), explored->findings.begin(), explored->findings.end());
    evidence_.searches = std::move(explored->searches);
    return {};
  }

  Result<void> time() {
    const Result<Build>& benchmark = candidate_.benchmark.get();
    if (!benchmark) return tl::unexpected(benchmark.error());
    evidence_.phases.push_back({"build-benchmark", benchmark->seconds});
    const Criterion& speed = *speed_criterion(candidate_.rubric);
    if (!gates_open(speed, score(candidate_.rubric, evidence_))) {
      evidence_.not_measured_because = "Only code that is correct is timed.";
      return {};
    }
    if (!benchmark->ok()) {
      evidence_.findings.insert(evidence_.findings.end(), benchmark->findings.begin(), benchmark->findings.end());
      evidence_.not_measured_because = "The benchmark does not compile with it.";
      return {};
    }
    const auto open = Preparation(sandbox_, builder_)
                          .pass_gates(candidate_, exercise_.header, *benchmark, Profile::benchmark, evidence_);
    if (!open) return tl::unexpected(open.error());
    if (!*open) {
      evidence_.not_measured_because = "What it does in the benchmark is not accepted.";
      return {};
    }
    return measure_speed(speed, benchmark->program);
  }

  Result<void> measure_speed(const Criterion& speed, const fs::path& program) {
    auto plan = measure_plan(builder_, exercise_, candidate_.rubric, speed.bands, evidence_.seed);
    if (!plan) return tl::unexpected(plan.error());
    plan->match.submission = program;
    const Stopwatch watch;
    auto measured = measure(sandbox_, *plan, [&](const std::string& step) { progress_("measuring, " + step); });
    if (!measured) return tl::unexpected(measured.error());
    evidence_.phases.push_back({"measure", watch.seconds()});
    evidence_.findings.insert(evidence_.findings.end(), measured->findings.begin(), measured->findings.end());
    evidence_.measured = measured->speedup.has_value();
    if (!evidence_.measured) {
      evidence_.not_measured_because = "The benchmark did not finish.";
      return {};
    }
    evidence_.speedup = *measured->speedup;
    return candidate_.rubric.measure.scaling ? scale(plan->match) : Result<void>();
  }

  Result<void> scale(const MatchPlan& match) {
    const auto waits = builder_.support().waits_library();
    if (!waits) return tl::unexpected(waits.error());
    progress_("measuring with 1, 2, 4 … threads");
    const Stopwatch watch;
    auto scaling = measure_scaling(sandbox_, match, cores(), *waits);
    if (!scaling) return tl::unexpected(scaling.error());
    evidence_.phases.push_back({"scale", watch.seconds()});
    evidence_.scaling = std::move(*scaling);
    return {};
  }

  GradedSubmission conclude() {
    GradedSubmission result;
    result.exercise = exercise_.id;
    result.title = candidate_.rubric.title;
    result.path = candidate_.submission.path.string();
    result.header = exercise_.header;
    result.sha256 = candidate_.submission.sha256;
    result.source = candidate_.submission.text;
    result.pass_mark = candidate_.rubric.pass_mark;
    result.grade = score(candidate_.rubric, evidence_);
    if (result.grade.not_graded && options_.measure) {
      result.outcome = "not-graded";
      result.outcome_reason = fmt::format(
          "The speed could not be measured reliably: the machine was too busy. {}{}Grade again when it is quieter.",
          evidence_.speedup.disturbed_by, evidence_.speedup.disturbed_by.empty() ? "" : " ");
    }
    result.evidence = std::move(evidence_);
    return result;
  }

  Sandbox& sandbox_;
  const Builder& builder_;
  const Exercise& exercise_;
  Candidate& candidate_;
  const GradeOptions& options_;
  const Progress& progress_;
  Evidence evidence_;
};

}  // namespace

Result<Grader> Grader::create(const Installation& installation) {
  auto compiler = find_compiler();
  if (!compiler) return tl::unexpected(compiler.error());
  auto cache = Cache::open();
  if (!cache) return tl::unexpected(cache.error());
  auto sandbox = make_sandbox(installation.init, {installation.course});
  if (!sandbox) return tl::unexpected(sandbox.error());
  auto builder = std::make_unique<Builder>(**sandbox, std::move(*compiler), installation, std::move(*cache));
  return Grader(std::move(*sandbox), std::move(builder));
}

Result<Candidate> Grader::prepare(const Exercise& exercise, const fs::path& submission, const fs::path& folder,
                                  const GradeOptions& options, const Progress& progress) const {
  // Where only a first sign is looked for, the first program of the tests mostly shows it.
  const Programs programs = options.until ? Programs::first : Programs::all;
  return Preparation(*sandbox_, *builder_).prepare(exercise, submission, folder, options.measure, programs, progress);
}

Result<GradedSubmission> Grader::judge(const Exercise& exercise, Candidate& candidate, const GradeOptions& options,
                                       const Progress& progress) const {
  const bool first_sign = options.until && options.until->at_once;
  if (!first_sign)
    if (auto completed = Preparation(*sandbox_, *builder_).complete(exercise, candidate); !completed)
      return tl::unexpected(completed.error());
  return Judgement(*sandbox_, *builder_, exercise, candidate, options, progress).run();
}

Result<GradedSubmission> Grader::grade(const Exercise& exercise, const fs::path& submission,
                                       const GradeOptions& options, const Progress& progress) const {
  const Stopwatch watch;
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  auto candidate = prepare(exercise, submission, folder->path(), options, progress);
  if (!candidate) return tl::unexpected(candidate.error());
  auto result = judge(exercise, *candidate, options, progress);
  if (result) result->evidence.seconds = watch.seconds();
  return result;
}

Result<GradedSubmission> Grader::explore(const Exercise& exercise, const fs::path& submission,
                                         const ExploreOptions& options, const Progress& progress) const {
  return explore_submission(*sandbox_, *builder_, exercise, submission, options, progress);
}

Result<Speedup> Grader::compare(const Exercise& exercise, const fs::path& a, const fs::path& b,
                                std::optional<std::uint64_t> seed, const Progress& progress) const {
  return compare_speed(*sandbox_, *builder_, exercise, a, b, seed.value_or(fresh_seed()), progress);
}

}  // namespace parcours
