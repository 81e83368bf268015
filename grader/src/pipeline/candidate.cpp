#include "pipeline/candidate.hpp"

#include <algorithm>

#include "check/canary.hpp"
#include "check/check.hpp"
#include "explore/explore.hpp"
#include "inspect/inspect.hpp"
#include "pipeline/forbidden.hpp"
#include "pipeline/yardstick.hpp"
#include "toolchain/directives.hpp"
#include "toolchain/open_mpi.hpp"
#include "util/machine.hpp"
#include "util/stopwatch.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Names by which code finds out whether misuse of memory is watched for. Its functions cannot be compared with those
/// of another build (see below), so asking is told.
const std::vector<Forbidden> questions = {{"address_sanitizer", ""}, {"undefined_behavior_sanitizer", ""}};

std::vector<Finding> find_questions(const std::string& header, const std::string& text) {
  std::vector<Finding> findings = find_forbidden(questions, header, text);
  for (Finding& finding : findings) {
    finding.kind = FindingKind::tampering;
    finding.severity = Severity::review;
    finding.message = "It asks whether it is being checked for misuse of memory, and may be other code then.";
  }
  return findings;
}

/// The builds of one header show much the same.
void add_once(Evidence& evidence, Finding finding) {
  const bool known = std::any_of(evidence.findings.begin(), evidence.findings.end(), [&](const Finding& before) {
    return before.kind == finding.kind && before.message == finding.message;
  });
  if (!known) evidence.findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> find_in_text(const Rubric& rubric, const std::string& header, const std::string& text) {
  std::vector<Finding> findings = find_forbidden(rubric.forbidden, header, text);
  if (const int line = read_directives(text).line_directive; line > 0)
    findings.push_back({.kind = FindingKind::compile_error,
                        .location = {header, line, 1},
                        .message = "A submission may not name another file or line by #line.",
                        .steps = {},
                        .test = {},
                        .also_in = {},
                        .advice = "Remove the directive."});
  return findings;
}

std::vector<Profile> test_profiles(const RunCounts& runs) {
  std::vector<Profile> profiles;
  if (runs.race() > 0) profiles.push_back(Profile::races);
  if (runs.memory > 0) profiles.push_back(Profile::memory);
  if (runs.uninstrumented > 0) profiles.push_back(Profile::plain);
  return profiles;
}

const Criterion* speed_criterion(const Rubric& rubric) {
  const auto at = std::find_if(rubric.criteria.begin(), rubric.criteria.end(),
                               [](const Criterion& criterion) { return criterion.kind == CriterionKind::speed; });
  return at == rubric.criteria.end() ? nullptr : &*at;
}

Result<void> Preparation::can_build(const Rubric& rubric) const {
  for (const SystemHeader& header : rubric.headers)
    if (!fs::exists(fs::path("/usr/include") / header.name))
      return machine_error("<{}> is missing, which this exercise needs. Install it: Debian and Ubuntu {}", header.name,
                           header.package);
  if (rubric.launch == LaunchKind::mpi && !find_open_mpi()) return tl::unexpected(find_open_mpi().error());
  if (rubric.launch == LaunchKind::cluster && !sandbox_.has_own_network())
    return machine_error(
        "This exercise needs a network of its own, and the sandbox has none here (it is `{}`). `parcours doctor` says "
        "what bubblewrap lacks",
        sandbox_.tier());
  return {};
}

Result<Candidate> Preparation::prepare(const Exercise& exercise, Submission submission, const fs::path& folder,
                                       bool measure, Programs programs, const Progress& progress) const {
  auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  if (auto possible = can_build(*rubric); !possible) return tl::unexpected(possible.error());
  Candidate candidate;
  candidate.submission = std::move(submission);
  candidate.rubric = std::move(*rubric);
  candidate.folder = folder;
  candidate.evidence.environment = {{"compiler", builder_.compiler().version},
                                    {"cores", std::to_string(cores())},
                                    {"sandbox", sandbox_.tier()},
                                    {"memory", sandbox_.counts_all_memory() ? "counted" : "sampled"}};
  bool timed = measure && speed_criterion(candidate.rubric) != nullptr;
  if (!timed) candidate.untimed_because = "It was not asked for.";
  if (timed && exercise.bench.empty())
    return input_error("{}: no such file; it holds the benchmark of the exercise that {} declares",
                       (exercise.folder / "bench.cpp").string(), exercise.rubric.string());
  if (timed && exercise.reference.empty()) {
    // An exported benchmark that cannot be used costs the speed only.
    if (const auto usable = reference_benchmark(builder_, exercise, candidate.rubric); !usable) {
      timed = false;
      candidate.untimed_because = fmt::format("{}.", usable.error().message);
    }
  }
  if (auto warmed = warm(exercise, candidate, timed, progress); !warmed) return tl::unexpected(warmed.error());
  candidate.evidence.findings = find_in_text(candidate.rubric, exercise.header, candidate.submission.text);
  if (!candidate.evidence.findings.empty()) return candidate;
  progress("building");
  std::error_code ignored;
  for (const Profile profile :
       {Profile::races, Profile::memory, Profile::plain, Profile::benchmark, Profile::scenarios})
    fs::create_directory(folder / std::string(to_string(profile)), ignored);
  std::vector<Profile> at_once = test_profiles(candidate.rubric.runs);
  if (programs == Programs::first && at_once.size() > 1) at_once.resize(1);
  if (auto built = build(exercise, candidate, at_once); !built) return tl::unexpected(built.error());
  if (!candidate.runnable) return candidate;
  const auto build_later = [&](Profile profile, std::launch when) {
    return std::async(when, [&builder = builder_, exercise, rubric = candidate.rubric, text = candidate.submission.text,
                             folder = folder / std::string(to_string(profile)),
                             profile] { return builder.build(exercise, rubric, text, profile, folder); })
        .share();
  };
  if (!candidate.scenarios.empty())
    candidate.explored =
        build_later(Profile::scenarios, programs == Programs::all ? std::launch::async : std::launch::deferred);
  if (timed) candidate.benchmark = build_later(Profile::benchmark, std::launch::async);
  return candidate;
}

/// What all submissions of the exercise share: built at the first grading, found in the cache afterwards.
Result<void> Preparation::warm(const Exercise& exercise, Candidate& candidate, bool measure,
                               const Progress& progress) const {
  const Stopwatch watch;
  std::vector<Profile> needed = test_profiles(candidate.rubric.runs);
  // Which tests there are is asked of the plain program of the reference.
  if (candidate.rubric.runs.uninstrumented == 0) needed.push_back(Profile::plain);
  if (measure) needed.push_back(Profile::benchmark);
  if (!exercise.scenarios.empty()) needed.push_back(Profile::scenarios);
  const bool cold =
      std::any_of(needed.begin(), needed.end(), [&](Profile p) { return !builder_.support().is_made(p); });
  progress(cold ? "preparing the toolchain (once, about half a minute)" : "building");
  std::vector<std::future<Result<fs::path>>> warming;
  for (const Profile profile : needed)
    warming.push_back(std::async(std::launch::async, [&, profile] { return builder_.support().folder(profile); }));
  Result<void> result;
  for (auto& one : warming)
    if (const auto warmed = one.get(); !warmed) result = tl::unexpected(warmed.error());
  if (!result) return result;
  auto names = names_of_tests(sandbox_, builder_, exercise, candidate.rubric);
  if (!names) return tl::unexpected(names.error());
  candidate.tests = std::move(names->tests);
  candidate.scenarios = std::move(names->scenarios);
  std::vector<std::string> all = candidate.tests;
  for (const std::string& name : candidate.scenarios) all.push_back(test_name(name));
  if (auto known = check_tests_exist(exercise.rubric, candidate.rubric, all); !known) return known;
  for (const std::string& name : all) candidate.evidence.tests.push_back({.name = name, .message = {}});
  candidate.evidence.phases.push_back({"prepare", watch.seconds()});
  return {};
}

Result<bool> Preparation::pass_gates(Candidate& candidate, const std::string& header, const Build& build,
                                     Profile profile, Evidence& evidence) const {
  auto reserved = builder_.support().reserved_symbols(profile, candidate.rubric);
  if (!reserved) return tl::unexpected(reserved.error());
  auto readable = builder_.readable_folders(profile, candidate.rubric);
  if (!readable) return tl::unexpected(readable.error());
  const Surroundings around{header, std::move(*reserved), std::move(*readable), {builder_.installation().course}};
  const auto ir = read_file(build.ir);
  if (!ir) return tl::unexpected(ir.error());
  const auto rule = read_file(build.read_files);
  if (!rule) return tl::unexpected(rule.error());
  IrModule module = parse_ir(*ir);
  std::vector<Finding> found = inspect(module, is_instrumented(profile), around);
  const std::vector<Finding> files = inspect_files(*rule, around);
  found.insert(found.end(), files.begin(), files.end());
  // What it is like elsewhere is compared with how it was tested, if it was.
  if (profile == Profile::races) candidate.fences = uses_fences(module, around);
  if (profile == Profile::memory) {
    // Undefined behaviour is checked by code that stands in every function: there is nothing to compare.
    for (Finding& question : find_questions(header, candidate.submission.text)) found.push_back(std::move(question));
  } else if (!candidate.tested) {
    candidate.tested = std::move(module);
  } else {
    const auto when = profile == Profile::benchmark   ? "when it is timed"
                      : profile == Profile::scenarios ? "in the scenarios"
                                                      : "without the race detector";
    const std::vector<Finding> other = compare(*candidate.tested, module, when, around);
    found.insert(found.end(), other.begin(), other.end());
  }
  bool open = true;
  for (Finding& finding : found) {
    open &= finding.severity != Severity::error;
    add_once(evidence, std::move(finding));
  }
  return open;
}

Result<void> Preparation::complete(const Exercise& exercise, Candidate& candidate) const {
  std::vector<Profile> missing = test_profiles(candidate.rubric.runs);
  std::erase_if(missing, [&](Profile profile) { return candidate.builds.contains(profile); });
  return missing.empty() || !candidate.runnable ? Result<void>() : build(exercise, candidate, missing);
}

Result<void> Preparation::build(const Exercise& exercise, Candidate& candidate,
                                const std::vector<Profile>& profiles) const {
  const Stopwatch watch;
  std::map<Profile, std::future<Result<Build>>> building;
  for (const Profile profile : profiles)
    building[profile] = std::async(std::launch::async, [&, profile] {
      return builder_.build(exercise, candidate.rubric, candidate.submission.text, profile,
                            candidate.folder / std::string(to_string(profile)));
    });
  // Meanwhile, and before anything that the race detector says is believed:
  Result<void> trusted;
  if (building.contains(Profile::races)) {
    const auto canary = builder_.support().canary();
    trusted = canary ? try_canary(sandbox_, *canary) : tl::unexpected(canary.error());
  }
  Result<void> built;
  for (auto& [profile, build] : building) {
    auto made = build.get();
    if (made)
      candidate.builds[profile] = std::move(*made);
    else
      built = tl::unexpected(made.error());
  }
  if (!trusted) return trusted;
  if (!built) return built;
  candidate.evidence.phases.push_back({"build-tests", watch.seconds()});
  candidate.runnable = false;
  for (const Profile profile : profiles)
    if (const Build& build = candidate.builds[profile]; !build.ok()) {
      candidate.evidence.findings.insert(candidate.evidence.findings.end(), build.findings.begin(),
                                         build.findings.end());
      return {};
    }
  for (const Profile profile : profiles) {
    const auto open = pass_gates(candidate, exercise.header, candidate.builds[profile], profile, candidate.evidence);
    if (!open) return tl::unexpected(open.error());
    candidate.runnable = *open;
    if (!*open) break;
  }
  return {};
}

}  // namespace parcours
