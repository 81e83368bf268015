#include "pipeline/exploration.hpp"

#include <algorithm>

#include "explore/explore.hpp"
#include "intake/handed_in.hpp"
#include "pipeline/reading.hpp"
#include "pipeline/yardstick.hpp"
#include "util/machine.hpp"
#include "util/stopwatch.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

Result<std::vector<std::string>> choose_scenarios(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                                  const Rubric& rubric, const std::string& wanted) {
  if (exercise.scenarios.empty())
    return input_error("{} has no scenarios.cpp: there is nothing to explore", exercise.id);
  auto known = names_of_tests(sandbox, builder, exercise, rubric);
  if (!known) return tl::unexpected(known.error());
  const std::vector<std::string>& names = known->scenarios;
  if (wanted.empty()) return names;
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return std::vector<std::string>{wanted};
  const std::string offer = did_you_mean(wanted, names);
  return input_error("{} has no scenario `{}`{}", exercise.id, wanted,
                     offer.empty() ? fmt::format("; it has {}", fmt::join(names, ", ")) : offer);
}

/// The time of all schedules that were asked for: far more than any takes.
constexpr auto time_for_number_of_schedules = std::chrono::minutes(30);

}  // namespace

Result<GradedSubmission> explore_submission(Sandbox& sandbox, const Builder& builder, const Exercise& exercise,
                                            const fs::path& submission, const ExploreOptions& options,
                                            const Progress& progress) {
  const Stopwatch watch;
  auto loaded = read_handed_in(sandbox, builder.installation().unpack, exercise.header, submission);
  if (!loaded) return tl::unexpected(loaded.error());
  auto rubric = load_rubric(exercise.rubric);
  if (!rubric) return tl::unexpected(rubric.error());
  progress(builder.support().is_made(Profile::scenarios) ? "building"
                                                         : "preparing the toolchain (once, about half a minute)");
  const auto scenarios = choose_scenarios(sandbox, builder, exercise, *rubric, options.scenario);
  if (!scenarios) return tl::unexpected(scenarios.error());
  const auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());

  GradedSubmission result;
  result.exercise = exercise.id;
  result.title = rubric->title;
  result.path = loaded->path.string();
  result.header = exercise.header;
  result.sha256 = loaded->sha256;
  result.source = loaded->text;
  Evidence& evidence = result.evidence;
  evidence.environment = {
      {"compiler", builder.compiler().version}, {"cores", std::to_string(cores())}, {"sandbox", sandbox.tier()}};
  evidence.not_measured_because = "It was not asked for.";
  Candidate candidate;
  candidate.rubric = *rubric;
  const auto built = builder.build(exercise, *rubric, loaded->text, Profile::scenarios, folder->path());
  if (!built) return tl::unexpected(built.error());
  evidence.phases.push_back({"build-scenarios", built->seconds});
  evidence.findings = find_in_text(*rubric, exercise.header, loaded->text);
  bool playable = built->ok() && evidence.findings.empty();
  evidence.findings.insert(evidence.findings.end(), built->findings.begin(), built->findings.end());
  evidence.compiled = built->ok();
  if (playable) {
    const auto open =
        Preparation(sandbox, builder).pass_gates(candidate, exercise.header, *built, Profile::scenarios, evidence);
    if (!open) return tl::unexpected(open.error());
    playable = *open;
  }
  if (playable) {
    ExplorePlan plan{.program = built->program,
                     .scenarios = *scenarios,
                     .explore = rubric->explore,
                     .seed = options.seed,
                     .header = exercise.header,
                     .source = loaded->text,
                     .symbolizer = builder.compiler().symbolizer,
                     .limits = rubric->limits};
    if (options.schedules) {
      plan.explore.schedules = *options.schedules;
      plan.explore.budget = time_for_number_of_schedules;
    }
    progress("searching for interleavings that go wrong");
    const Stopwatch search;
    auto explored = explore(sandbox, plan);
    if (!explored) return tl::unexpected(explored.error());
    evidence.phases.push_back({"explore", search.seconds()});
    evidence.tests = std::move(explored->outcomes);
    evidence.searches = std::move(explored->searches);
    for (Finding& finding : explored->findings) evidence.findings.push_back(std::move(finding));
  }
  Rubric graded;
  graded.max_points = static_cast<int>(scenarios->size());
  graded.pass_mark = graded.max_points;
  Criterion criterion{.id = "scenarios", .title = "Scenarios that hold", .points = graded.max_points};
  for (const std::string& name : *scenarios) criterion.tests.push_back({.name = test_name(name)});
  graded.criteria.push_back(std::move(criterion));
  result.grade = score(graded, evidence);
  result.reading = reading_for(exercise, evidence.findings);
  evidence.seed = options.seed.value_or(1);
  evidence.seconds = watch.seconds();
  return result;
}

}  // namespace parcours
