#include "check/check.hpp"

#include <algorithm>
#include <future>
#include <map>

#include "check/races.hpp"

namespace parcours {
namespace {

struct PlannedRun {
  Profile profile = Profile::races;
  bool noise = false;
  std::uint64_t seed = 0;
};

/// Undisturbed runs come first: what they already show need not be shown again under noise.
std::vector<PlannedRun> planned_runs(const RunCounts& counts, const std::map<Profile, std::filesystem::path>& programs,
                                     std::uint64_t seed) {
  std::vector<PlannedRun> runs;
  for (int i = 0; i < counts.plain; ++i) runs.push_back({.profile = Profile::races});
  for (int i = 0; i < counts.memory; ++i) runs.push_back({.profile = Profile::memory});
  for (int i = 0; i < counts.uninstrumented; ++i)
    runs.insert(runs.begin() + std::min<long>(1, static_cast<long>(runs.size())), {.profile = Profile::plain});
  for (int i = 0; i < counts.noisy; ++i) runs.push_back({.profile = Profile::races, .noise = true});
  std::erase_if(runs, [&](const PlannedRun& run) { return !programs.contains(run.profile); });
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].seed = seed + i;
  return runs;
}

/// Findings over all runs: the same kind at the same line of the student's, or in the same test where no line is known,
/// is one finding, seen in several runs or tests.
class Merged {
 public:
  explicit Merged(std::uint64_t seed) : seed_(seed) {}

  void add(Finding finding, std::size_t run) {
    const auto known =
        std::find_if(all_.begin(), all_.end(), [&](const Entry& entry) { return same(entry.finding, finding); });
    if (known == all_.end()) {
      finding.seed = seed_;
      all_.push_back({std::move(finding), run});
      return;
    }
    Finding& first = known->finding;
    if (known->last_run != run) ++first.seen;
    known->last_run = run;
    const bool told = finding.test == first.test ||
                      std::find(first.also_in.begin(), first.also_in.end(), finding.test) != first.also_in.end();
    if (!told) first.also_in.push_back(finding.test);
  }

  /// `attempts`: in how many runs each test was run; a finding without a test could show in any of `runs`.
  [[nodiscard]] std::vector<Finding> take(const std::map<std::string, int>& attempts, int runs) {
    std::vector<Finding> findings;
    for (Entry& entry : all_) {
      Finding& finding = entry.finding;
      const auto tried = attempts.find(finding.test);
      finding.runs = tried == attempts.end() ? runs : tried->second;
      // One that stopped its test may show in another test of a later run.
      for (const std::string& other : finding.also_in)
        if (const auto more = attempts.find(other); more != attempts.end())
          finding.runs = std::max(finding.runs, more->second);
      findings.push_back(std::move(entry.finding));
    }
    return findings;
  }

 private:
  struct Entry {
    Finding finding;
    std::size_t last_run = 0;
  };
  static bool same(const Finding& a, const Finding& b) {
    if (a.kind != b.kind) return false;
    if (a.test == b.test) return true;
    return a.location.line > 0 && a.location == b.location && !a.test.empty() && !b.test.empty();
  }

  std::uint64_t seed_;
  std::vector<Entry> all_;
};

}  // namespace

Result<CheckResult> check(Sandbox& sandbox, const Rubric& rubric, const CheckPlan& plan,
                          const std::function<void(const std::string&)>& progress) {
  const std::vector<PlannedRun> planned = planned_runs(rubric.runs, plan.programs, plan.seed);
  const int total = static_cast<int>(planned.size());
  std::map<std::string, TestOutcome> tests;
  std::map<std::string, Finding> failures;
  std::set<std::string> stopped;
  Merged findings(plan.seed);
  std::map<std::string, int> attempts;
  std::vector<RacePackets> races;
  CheckResult result;
  const auto within_run = plan.until && plan.until->at_once ? std::optional(plan.until->kind) : std::nullopt;
  bool enough = false;
  for (std::size_t next = 0; next < planned.size() && !enough;) {
    // A test that crashed or hung is not run again: it costs seconds and shows nothing new.
    std::vector<std::string> useful;
    for (const std::string& name : plan.tests)
      if (!stopped.contains(name)) useful.push_back(name);
    if (useful.empty()) break;
    std::vector<std::future<Result<TestRun>>> lanes;
    const std::size_t first = next;
    for (; next < planned.size() && lanes.size() < static_cast<std::size_t>(plan.lanes); ++next) {
      progress(fmt::format("run {} of {}", next + 1, total));
      ++result.runs;
      for (const std::string& name : useful) ++attempts[name];
      lanes.push_back(std::async(std::launch::async, [&, run = planned[next], useful] {
        return run_tests(sandbox, {.program = plan.programs.at(run.profile),
                                   .tests = useful,
                                   .seed = run.seed,
                                   .noise = run.noise,
                                   .profile = run.profile,
                                   .header = plan.header,
                                   .symbolizer = plan.symbolizer,
                                   .limits = rubric.limits,
                                   .ranks = rubric.ranks,
                                   .children = rubric.launch != LaunchKind::threads,
                                   .until = within_run});
      }));
    }
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      auto run = lanes[lane].get();
      if (!run) return tl::unexpected(run.error());
      const PlannedRun& how = planned[first + lane];
      enough |= plan.until && shows(*run, plan.until->kind);
      if (how.profile == Profile::races) {
        races.push_back({run->race_packets, plan.seed});
        if (run->completed) ++result.race_runs;
      }
      stopped.insert(run->stopped.begin(), run->stopped.end());
      for (Finding& finding : run->findings) findings.add(std::move(finding), first + lane);
      for (auto& [name, outcome] : run->tests) {
        auto [known, fresh] = tests.try_emplace(name, outcome);
        if (!fresh && outcome.status != TestStatus::passed && known->second.status == TestStatus::passed)
          known->second = outcome;
        if (outcome.status != TestStatus::failed || run->stopped.contains(name) || run->leaking.contains(name))
          continue;
        Finding failure;
        failure.kind = FindingKind::test_failure;
        failure.test = name;
        failure.message = outcome.message;
        failure.seed = plan.seed;
        if (auto [at, first_time] = failures.try_emplace(name, failure); !first_time) ++at->second.seen;
      }
    }
  }
  for (const std::string& name : plan.tests) {
    result.tests.push_back(tests[name]);
    result.tests.back().name = name;
  }
  std::vector<Finding> race_findings;
  if (!races.empty()) {
    auto found = find_races(
        sandbox, {plan.programs.at(Profile::races), plan.symbolizer, plan.header, plan.source, plan.fences}, races);
    if (!found) return tl::unexpected(found.error());
    race_findings = std::move(*found);
  }
  result.findings = findings.take(attempts, result.runs);
  for (auto& [name, failure] : failures) {
    failure.runs = attempts[name];
    result.findings.push_back(failure);
  }
  result.findings.insert(result.findings.end(), race_findings.begin(), race_findings.end());
  return result;
}

}  // namespace parcours
