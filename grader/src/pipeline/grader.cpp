#include "pipeline/grader.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "check/canary.hpp"
#include "check/check.hpp"
#include "inspect/inspect.hpp"
#include "intake/handed_in.hpp"
#include "measure/measure.hpp"
#include "pipeline/forbidden.hpp"
#include "score/speed_points.hpp"
#include "toolchain/directives.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

int cores() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

const Criterion* speed_criterion(const Rubric& rubric) {
  const auto at = std::find_if(rubric.criteria.begin(), rubric.criteria.end(),
                               [](const Criterion& criterion) { return criterion.kind == CriterionKind::speed; });
  return at == rubric.criteria.end() ? nullptr : &*at;
}

/// No speed points without what the criterion requires: then there is no use in measuring.
bool gates_open(const Criterion& speed, const Grade& so_far) {
  return std::all_of(speed.requires_.begin(), speed.requires_.end(), [&](const std::string& id) {
    return std::any_of(so_far.criteria.begin(), so_far.criteria.end(),
                       [&](const CriterionGrade& grade) { return grade.id == id && grade.points == grade.max_points; });
  });
}

/// The grading of one submission, step by step.
class Grading {
 public:
  Grading(Sandbox& sandbox, const Builder& builder, const Exercise& exercise, const GradeOptions& options,
          const Progress& progress)
      : sandbox_(sandbox), builder_(builder), exercise_(exercise), options_(options), progress_(progress) {}

  Result<GradedSubmission> run(const fs::path& path) {
    auto submission = read_handed_in(sandbox_, builder_.installation().unpack, exercise_.header, path);
    if (!submission) return tl::unexpected(submission.error());
    auto rubric = load_rubric(exercise_.rubric);
    if (!rubric) return tl::unexpected(rubric.error());
    submission_ = std::move(*submission);
    rubric_ = std::move(*rubric);
    evidence_.seed = options_.seed.value_or(std::random_device{}() | 1U);
    evidence_.environment = {
        {"compiler", builder_.compiler().version}, {"cores", std::to_string(cores())}, {"sandbox", sandbox_.tier()}};
    if (auto prepared = prepare(); !prepared) return tl::unexpected(prepared.error());
    evidence_.findings = find_forbidden(rubric_.forbidden, exercise_.header, submission_.text);
    if (const int line = read_directives(submission_.text).line_directive; line > 0)
      evidence_.findings.push_back({.kind = FindingKind::compile_error,
                                    .location = {exercise_.header, line, 1},
                                    .message = "A submission may not name another file or line by #line.",
                                    .steps = {},
                                    .test = {},
                                    .also_in = {},
                                    .advice = "Remove the directive."});
    if (evidence_.findings.empty())
      if (auto examined = examine(); !examined) return tl::unexpected(examined.error());
    return conclude();
  }

 private:
  void say(const std::string& what) {
    const std::lock_guard lock(saying_);
    progress_(what);
  }

  void timed(const std::string& name, const Stopwatch& watch) { evidence_.phases.push_back({name, watch.seconds()}); }

  /// What all submissions of the exercise share: built at the first grading, found in the cache afterwards.
  Result<void> prepare() {
    const Stopwatch watch;
    std::vector<Profile> needed = {Profile::races, Profile::plain};
    if (speed_criterion(rubric_) != nullptr && options_.measure) needed.push_back(Profile::benchmark);
    const bool cold = std::any_of(needed.begin(), needed.end(), [&](Profile p) { return !builder_.is_warm(p); });
    say(cold ? "preparing the toolchain (once, about half a minute)" : "building");
    std::vector<std::future<Result<void>>> warming;
    for (const Profile profile : needed)
      warming.push_back(std::async(std::launch::async, [&, profile] { return builder_.warm(profile); }));
    Result<void> result;
    for (auto& one : warming)
      if (auto warmed = one.get(); !warmed) result = warmed;
    if (!result) return result;
    const auto reference = builder_.reference(exercise_, rubric_, Profile::plain);
    if (!reference) return tl::unexpected(reference.error());
    auto names = list_tests(sandbox_, *reference);
    if (!names) return tl::unexpected(names.error());
    tests_ = std::move(*names);
    if (auto known = check_tests_exist(exercise_.rubric, rubric_, tests_); !known) return known;
    for (const std::string& name : tests_) evidence_.tests.push_back({.name = name, .message = {}});
    timed("prepare", watch);
    return {};
  }

  /// Before anything that the race detector says is believed.
  Result<void> try_detector() const {
    const auto canary = builder_.canary();
    if (!canary) return tl::unexpected(canary.error());
    return try_canary(sandbox_, *canary);
  }

  /// The surroundings of a program of this profile, and what its build shows, read once.
  Result<Surroundings> surroundings(Profile profile) const {
    auto reserved = builder_.reserved_symbols(profile);
    if (!reserved) return tl::unexpected(reserved.error());
    auto readable = builder_.readable_folders(profile);
    if (!readable) return tl::unexpected(readable.error());
    return Surroundings{exercise_.header, std::move(*reserved), std::move(*readable), {builder_.installation().course}};
  }

  /// The gates on one build. Findings go to the evidence; false: one of them costs everything.
  Result<bool> pass_gates(const Build& build, Profile profile) {
    const auto around = surroundings(profile);
    if (!around) return tl::unexpected(around.error());
    const auto ir = read_file(build.ir);
    if (!ir) return tl::unexpected(ir.error());
    const auto rule = read_file(build.read_files);
    if (!rule) return tl::unexpected(rule.error());
    IrModule module = parse_ir(*ir);
    std::vector<Finding> found = inspect(module, profile == Profile::races, *around);
    const std::vector<Finding> files = inspect_files(*rule, *around);
    found.insert(found.end(), files.begin(), files.end());
    if (profile == Profile::races) {
      fences_ = uses_fences(module, *around);
      tested_ = std::move(module);
    } else {
      const auto when = profile == Profile::benchmark ? "when it is timed" : "without the race detector";
      const std::vector<Finding> other = compare(tested_, module, when, *around);
      found.insert(found.end(), other.begin(), other.end());
    }
    bool open = true;
    for (Finding& finding : found) {
      open &= finding.severity != Severity::error;
      add_once(std::move(finding));
    }
    return open;
  }

  /// The three builds of one header show much the same.
  void add_once(Finding finding) {
    const bool known = std::any_of(evidence_.findings.begin(), evidence_.findings.end(), [&](const Finding& before) {
      return before.kind == finding.kind && before.message == finding.message;
    });
    if (!known) evidence_.findings.push_back(std::move(finding));
  }

  Result<Build> build(Profile profile, const fs::path& root) {
    const fs::path folder = root / std::string(to_string(profile));
    std::error_code error;
    fs::create_directory(folder, error);
    return builder_.build(exercise_, rubric_, submission_.text, profile, folder);
  }

  Result<void> examine() {
    const auto root = TempDir::create();
    if (!root) return tl::unexpected(root.error());
    say("building");
    const Stopwatch building;
    auto plain_build = std::async(std::launch::async, [&] { return build(Profile::plain, root->path()); });
    const auto races = build(Profile::races, root->path());
    auto trusted = try_detector();
    const auto plain = plain_build.get();
    if (!trusted) return trusted;
    if (!races) return tl::unexpected(races.error());
    if (!plain) return tl::unexpected(plain.error());
    timed("build-tests", building);
    if (!races->ok() || !plain->ok()) {
      evidence_.findings = races->ok() ? plain->findings : races->findings;
      return {};
    }
    for (const auto& [made, profile] : {std::pair(&*races, Profile::races), std::pair(&*plain, Profile::plain)}) {
      const auto open = pass_gates(*made, profile);
      if (!open) return tl::unexpected(open.error());
      if (!*open) return {};
    }
    const bool has_speed = speed_criterion(rubric_) != nullptr && options_.measure;
    auto benchmark_build = std::async(has_speed ? std::launch::async : std::launch::deferred,
                                      [&] { return build(Profile::benchmark, root->path()); });
    const Stopwatch running;
    const auto checked = check(sandbox_, rubric_,
                               {.instrumented = races->program,
                                .uninstrumented = plain->program,
                                .tests = tests_,
                                .seed = evidence_.seed,
                                .lanes = std::min(2, cores()),
                                .header = exercise_.header,
                                .source = submission_.text,
                                .symbolizer = builder_.compiler().symbolizer,
                                .fences = fences_},
                               [&](const std::string& step) { say("running the tests, " + step); });
    if (!has_speed) {
      if (!checked) return tl::unexpected(checked.error());
      accept(*checked, running);
      evidence_.not_measured_because = "It was not asked for.";
      return {};
    }
    const auto benchmark = benchmark_build.get();
    if (!checked) return tl::unexpected(checked.error());
    if (!benchmark) return tl::unexpected(benchmark.error());
    accept(*checked, running);
    evidence_.phases.push_back({"build-benchmark", benchmark->seconds});
    return time(*benchmark);
  }

  void accept(const CheckResult& checked, const Stopwatch& running) {
    evidence_.compiled = true;
    evidence_.tests = checked.tests;
    evidence_.findings.insert(evidence_.findings.end(), checked.findings.begin(), checked.findings.end());
    evidence_.race_runs = checked.race_runs;
    timed("run-tests", running);
  }

  Result<void> time(const Build& benchmark) {
    const Criterion& speed = *speed_criterion(rubric_);
    if (!gates_open(speed, score(rubric_, evidence_))) {
      evidence_.not_measured_because = "Only code that is correct is timed.";
      return {};
    }
    if (!benchmark.ok()) {
      evidence_.findings.insert(evidence_.findings.end(), benchmark.findings.begin(), benchmark.findings.end());
      evidence_.not_measured_because = "The benchmark does not compile with it.";
      return {};
    }
    const auto open = pass_gates(benchmark, Profile::benchmark);
    if (!open) return tl::unexpected(open.error());
    if (!*open) {
      evidence_.not_measured_because = "What it does in the benchmark is not accepted.";
      return {};
    }
    const auto reference = builder_.reference(exercise_, rubric_, Profile::benchmark);
    if (!reference) return tl::unexpected(reference.error());
    const Stopwatch measuring;
    auto measured = measure(sandbox_,
                            {.submission = benchmark.program,
                             .reference = *reference,
                             .what = rubric_.measure,
                             .threads = rubric_.measure.threads > 0 ? rubric_.measure.threads : cores(),
                             .seed = evidence_.seed,
                             .header = exercise_.header,
                             .limits = rubric_.limits,
                             .is_placed = [&](const Speedup& s) { return is_placed(speed.bands, s); }},
                            [&](const std::string& step) { say("measuring, " + step); });
    if (!measured) return tl::unexpected(measured.error());
    timed("measure", measuring);
    evidence_.findings.insert(evidence_.findings.end(), measured->findings.begin(), measured->findings.end());
    evidence_.measured = measured->speedup.has_value();
    if (evidence_.measured)
      evidence_.speedup = *measured->speedup;
    else
      evidence_.not_measured_because = "The benchmark did not finish.";
    return {};
  }

  GradedSubmission conclude() {
    if (!evidence_.compiled && evidence_.not_measured_because.empty())
      evidence_.not_measured_because = "It does not compile.";
    GradedSubmission result;
    result.exercise = exercise_.id;
    result.title = rubric_.title;
    result.path = submission_.path.string();
    result.header = exercise_.header;
    result.sha256 = submission_.sha256;
    result.source = submission_.text;
    result.pass_mark = rubric_.pass_mark;
    result.grade = score(rubric_, evidence_);
    if (result.grade.not_graded && options_.measure) {
      result.outcome = "not-graded";
      result.outcome_reason =
          "The speed could not be measured reliably: the machine was too busy. Grade again when it is quieter.";
    }
    evidence_.seconds = whole_.seconds();
    result.evidence = std::move(evidence_);
    return result;
  }

  const Stopwatch whole_;
  Sandbox& sandbox_;
  const Builder& builder_;
  const Exercise& exercise_;
  const GradeOptions& options_;
  const Progress& progress_;
  std::mutex saying_;
  Submission submission_;
  Rubric rubric_;
  std::vector<std::string> tests_;
  bool fences_ = false;
  IrModule tested_;  ///< the submission as it was built for the race detector
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

Result<GradedSubmission> Grader::grade(const Exercise& exercise, const fs::path& submission,
                                       const GradeOptions& options, const Progress& progress) const {
  return Grading(*sandbox_, *builder_, exercise, options, progress).run(submission);
}

}  // namespace parcours
