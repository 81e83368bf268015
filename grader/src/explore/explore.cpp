#include "explore/explore.hpp"

#include <algorithm>
#include <set>

#include "check/races.hpp"
#include "check/test_run.hpp"
#include "explore/timeline.hpp"
#include "sandbox/channel_secret.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

// Exit statuses of the runtime (grader/runtime/controlled/raw_calls.hpp).
constexpr int machine_failed = 70;
constexpr int not_controllable = 71;

Command explore_command(const std::filesystem::path& program) {
  return {.argv = {program.string()},
          .environment = {{"LC_ALL", "C.UTF-8"}},
          .folder = "/tmp",
          .mounts = {{program, false}},
          .channel = true};
}

struct Played {
  std::vector<ScenarioReport> reports;
  Outcome outcome;
  bool done = false;
};

/// One process. Where it ends before it is done, the last of the reports has not ended.
Result<Played> play(Sandbox& sandbox, const ExplorePlan& plan, const std::vector<std::string>& scenarios) {
  // The program keeps to its time by itself, but for the schedule that it is in and for making its finding short.
  constexpr auto grace = std::chrono::seconds(20);
  Limits limits;
  limits.wall = plan.explore.budget + grace;
  limits.cpu = limits.wall;
  limits.memory_bytes = plan.limits.memory_bytes;
  limits.processes = plan.limits.processes;
  limits.output_bytes = plan.limits.output_bytes;
  limits.file_bytes = plan.limits.file_bytes;
  auto process = sandbox.start(explore_command(plan.program), limits);
  if (!process) return tl::unexpected(process.error());
  std::string order =
      fmt::format("explore {} {} {} {} {} {}\n", plan.seed.value_or(plan.first_seed),
                  plan.seed ? 1 : plan.explore.schedules, plan.explore.budget.count(), plan.explore.depth,
                  plan.explore.preemptions, plan.seed ? 0 : plan.explore.exhaustive_percent);
  for (const std::string& name : scenarios) order += name + "\n";
  const ChannelSecret secret;
  (*process)->send(secret.sign(order));
  Played played;
  for (;;) {
    auto event = (*process)->next(std::chrono::milliseconds(1000));
    if (!event) return tl::unexpected(event.error());
    if (const auto* message = std::get_if<Message>(&*event)) {
      const auto packet = secret.open(message->text);
      if (!packet) continue;
      if (*packet == "done") played.done = true;
      take_packet(played.reports, *packet);
    }
    if (auto* outcome = std::get_if<Outcome>(&*event)) {
      played.outcome = std::move(*outcome);
      return played;
    }
  }
}

FindingKind kind_of(const std::string& verdict) {
  if (verdict == "deadlock") return FindingKind::deadlock;
  if (verdict == "livelock") return FindingKind::timeout;
  if (verdict == "race") return FindingKind::data_race;
  if (verdict == "failure") return FindingKind::test_failure;
  if (verdict == "unsupported") return FindingKind::inconclusive;
  return FindingKind::crash;
}

/// From the program's reports to findings.
class Explainer {
 public:
  Explainer(Sandbox& sandbox, const ExplorePlan& plan, const Places& places)
      : sandbox_(sandbox), plan_(plan), places_(places) {}

  Result<Finding> explain(const ScenarioReport& report) const {
    Finding finding;
    if (report.verdict == "race") {
      auto races = find_races(
          sandbox_,
          {.program = plan_.program, .symbolizer = plan_.symbolizer, .header = plan_.header, .source = plan_.source},
          {{{report.race}, report.seed}});
      if (!races) return tl::unexpected(races.error());
      if (!races->empty()) finding = std::move(races->front());
    }
    finding.kind = kind_of(report.verdict);
    finding.scenario = report.name;
    finding.test = test_name(report.name);
    finding.seed = report.seed;
    finding.schedules_tried = report.tried;
    finding.timeline = draw_timeline(report, places_, plan_.header);
    if (report.verdict == "race") {
      finding.steps.clear();  // the timeline has them, with the names of the threads
      return finding;
    }
    finding.location = where(report, finding.timeline);
    describe(report, finding);
    return finding;
  }

 private:
  SourceLocation where(const ScenarioReport& report, const std::vector<TimelineStep>& timeline) const {
    if (const Place place = place_of(report.at, places_, plan_.header); place.location.file == plan_.header)
      return place.location;
    // Where somebody stands who cannot go on, or the last step in the student's lines.
    for (auto step = timeline.rbegin(); step != timeline.rend(); ++step)
      if (step->location.file == plan_.header) return step->location;
    return {plan_.header, 0, 0};
  }

  void describe(const ScenarioReport& report, Finding& finding) const {
    const std::string who = thread_name(report, report.thread);
    if (report.verdict == "deadlock") {
      std::vector<std::string> reasons;
      for (const std::string& line : split(report.message, '\n'))
        if (!trim(line).empty()) reasons.emplace_back(trim(line));
      // That the scenario waits for its threads is no news.
      const auto waits_for_end = [](const std::string& line) { return line.find("waits for the end of") != line.npos; };
      if (!std::all_of(reasons.begin(), reasons.end(), waits_for_end)) std::erase_if(reasons, waits_for_end);
      finding.message = fmt::format("No thread can go on: {}.", fmt::join(reasons, "; "));
      finding.advice = "Follow the steps: who could have woken them, and why did it not?";
    } else if (report.verdict == "livelock") {
      finding.message = fmt::format("In this order of steps it never ends: {}.", report.message);
      finding.advice = "Who waits in a loop here, and for what? Nobody makes it come true.";
    } else if (report.verdict == "failure") {
      finding.message = report.message;
      finding.advice = "Follow the steps: the threads take turns in an order that your code does not expect.";
    } else if (report.verdict == "unsupported") {
      finding.severity = Severity::review;
      finding.message = fmt::format("The scenarios could not be played with this code: {}.", report.message);
    } else {
      finding.message = fmt::format("{}, by {}.", capitalised(report.message), who);
      finding.advice = "Follow the steps: who still uses what another one has ended, or uses it in the wrong way?";
    }
  }

  Sandbox& sandbox_;
  const ExplorePlan& plan_;
  const Places& places_;
};

/// The process ended by itself, in the middle of a scenario.
Result<Finding> ended_early(const ScenarioReport& report, const Outcome& outcome, const ExplorePlan& plan) {
  const std::string said(trim(std::string_view(outcome.output).substr(0, 300)));
  if (outcome.ending == Ending::exited && outcome.status == machine_failed)
    return machine_error("the scenarios cannot be played on this machine: {}", said);
  Finding finding;
  finding.location.file = plan.header;
  finding.scenario = report.name;
  finding.test = test_name(report.name);
  finding.kind = FindingKind::crash;
  switch (outcome.ending) {
    case Ending::memory:
      finding.kind = FindingKind::memory_limit;
      finding.message = "It uses more memory than it may.";
      return finding;
    case Ending::output:
      finding.kind = FindingKind::output_limit;
      finding.message = "It prints more than it may.";
      return finding;
    case Ending::processes:
      finding.kind = FindingKind::process_limit;
      finding.message = "It starts more threads or processes than it may.";
      return finding;
    case Ending::wall_time:
    case Ending::cpu_time:
      finding.kind = FindingKind::inconclusive;
      finding.severity = Severity::review;
      finding.message = "It waits for something that the scheduler does not see, so its scenarios could not be played.";
      return finding;
    case Ending::exited:
      if (outcome.status == not_controllable) {
        finding.kind = FindingKind::inconclusive;
        finding.severity = Severity::review;
        finding.message = fmt::format("The scenarios could not be played with this code: {}.", said);
        return finding;
      }
      finding.message = fmt::format("It ends the whole program (exit status {}).", outcome.status);
      return finding;
    default:
      finding.message = fmt::format("It is ended by signal {}: memory is used that is not its own.", outcome.status);
      return finding;
  }
}

/// So slow, whether on purpose or not, that what was tried says little.
bool hardly_played(const ScenarioReport& report, const ExplorePlan& plan) {
  constexpr unsigned share = 20;
  return !plan.seed && report.exhausted < plan.explore.preemptions &&
         report.tried < static_cast<unsigned>(plan.explore.schedules) / share;
}

Finding hardly_played_finding(const ScenarioReport& report, const ExplorePlan& plan) {
  Finding finding;
  finding.kind = FindingKind::inconclusive;
  finding.severity = Severity::review;
  finding.location.file = plan.header;
  finding.scenario = report.name;
  finding.test = test_name(report.name);
  finding.schedules_tried = report.tried;
  finding.message = fmt::format(
      "Only {} of {} schedules could be played in the time there was: the code takes long, or the machine is busy.",
      report.tried, plan.explore.schedules);
  return finding;
}

}  // namespace

std::string test_name(const std::string& scenario) { return "Scenario." + scenario; }

Result<Exploration> explore(Sandbox& sandbox, const ExplorePlan& plan) {
  Exploration exploration;
  std::vector<std::string> pending = plan.scenarios;
  while (!pending.empty()) {
    auto played = play(sandbox, plan, pending);
    if (!played) return tl::unexpected(played.error());
    // A program that ends before its first scenario would do so every time.
    const bool none = played->reports.empty();
    if (none) played->reports.push_back({.name = pending.front()});
    std::set<Address> wanted;
    for (const ScenarioReport& report : played->reports) {
      wanted.insert(report.at.begin(), report.at.end());
      for (const ReportedStep& step : report.steps) wanted.insert(step.stack.begin(), step.stack.end());
    }
    const auto places = symbolize(sandbox, plan.symbolizer, plan.program, wanted);
    if (!places) return tl::unexpected(places.error());
    const Explainer explainer(sandbox, plan, *places);
    for (const ScenarioReport& report : played->reports) {
      if (std::erase(pending, report.name) == 0) continue;
      exploration.searches.push_back({report.name, report.tried, report.exhausted});
      TestOutcome outcome{.name = test_name(report.name), .status = TestStatus::passed, .message = {}};
      if (report.ended && report.verdict.empty() && hardly_played(report, plan))
        exploration.findings.push_back(hardly_played_finding(report, plan));
      if (!report.ended || !report.verdict.empty()) {
        auto finding = report.ended ? explainer.explain(report) : ended_early(report, played->outcome, plan);
        if (!finding) return tl::unexpected(finding.error());
        if (finding->severity == Severity::error) {
          outcome.status = TestStatus::failed;
          outcome.message = finding->message;
        }
        exploration.findings.push_back(std::move(*finding));
      }
      exploration.outcomes.push_back(std::move(outcome));
    }
    if (!none) continue;
    for (const std::string& name : pending) {
      exploration.outcomes.push_back(exploration.outcomes.back());
      exploration.outcomes.back().name = test_name(name);
    }
    break;
  }
  return exploration;
}

Result<std::vector<std::string>> list_scenarios(Sandbox& sandbox, const std::filesystem::path& program) {
  return list_names(sandbox, explore_command(program), "scenario");
}

}  // namespace parcours
