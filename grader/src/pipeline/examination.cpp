#include "pipeline/examination.hpp"

#include <algorithm>

#include "check/check.hpp"
#include "explore/explore.hpp"
#include "score/grade.hpp"
#include "util/machine.hpp"
#include "util/stopwatch.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

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

/// A candidate is run, step by step, until it is known whether it is to be timed.
class Examiner {
 public:
  Examiner(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, Candidate& candidate, std::uint64_t seed,
           const std::optional<Goal>& until, const Progress& progress)
      : sandbox_(sandbox),
        builder_(builder),
        exercise_(exercise),
        candidate_(candidate),
        until_(until),
        progress_(progress),
        found_{.evidence = candidate.evidence, .benchmark = {}} {
    evidence_.seed = seed;
  }

  Result<Examination> run() {
    if (candidate_.runnable) {
      if (auto tested = test(); !tested) return tl::unexpected(tested.error());
      if (candidate_.explored.valid())
        if (auto explored = explore(); !explored) return tl::unexpected(explored.error());
      if (!candidate_.benchmark.valid())
        evidence_.not_measured_because = candidate_.untimed_because;
      else if (auto ready = make_ready_to_be_timed(); !ready)
        return tl::unexpected(ready.error());
    } else {
      evidence_.not_measured_because = "It does not compile.";
    }
    return std::move(found_);
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
                                .until = until_},
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
    if (until_ && std::any_of(evidence_.findings.begin(), evidence_.findings.end(),
                              [&](const Finding& finding) { return finding.kind == until_->kind; }))
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

  Result<void> make_ready_to_be_timed() {
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
    found_.benchmark = benchmark->program;
    return {};
  }

  Sandbox& sandbox_;
  const Builder& builder_;
  const Exercise& exercise_;
  Candidate& candidate_;
  const std::optional<Goal>& until_;
  const Progress& progress_;
  Examination found_;
  Evidence& evidence_ = found_.evidence;
};

}  // namespace

Result<Examination> examine(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, Candidate& candidate,
                            std::uint64_t seed, const std::optional<Goal>& until, const Progress& progress) {
  return Examiner(sandbox, builder, exercise, candidate, seed, until, progress).run();
}

}  // namespace parcours
