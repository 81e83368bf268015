#include "explore/timeline.hpp"

#include <set>

namespace parcours {

std::string thread_name(const ScenarioReport& report, int thread) {
  const auto found = report.actors.find(thread);
  return found == report.actors.end() || found->second.empty() ? fmt::format("thread {}", thread) : found->second;
}

namespace {

/// An unlock of what the thread has locked without anybody doing anything in between.
bool is_quiet_unlock(const std::vector<ReportedStep>& steps, std::size_t at) {
  if (steps[at].what != "unlocks") return false;
  for (std::size_t i = at; i-- > 0;) {
    if (steps[i].thread != steps[at].thread) return false;
    if (steps[i].object == steps[at].object) return true;
  }
  return false;
}

}  // namespace

std::vector<TimelineStep> draw_timeline(const ScenarioReport& report, const Places& places, const std::string& header) {
  std::map<Address, std::set<int>> users;
  for (const ReportedStep& step : report.steps)
    if (step.object != 0) users[step.object].insert(step.thread);
  std::vector<TimelineStep> timeline;
  for (std::size_t i = 0; i < report.steps.size(); ++i) {
    const ReportedStep& step = report.steps[i];
    if (is_quiet_unlock(report.steps, i)) continue;
    const Place place = place_of(step.stack, places, header);
    const bool shared = step.object != 0 && users[step.object].size() > 1;
    if (place.location.line == 0 || !(shared || (place.location.file == header && step.object == 0))) continue;
    const std::string thread = thread_name(report, step.thread);
    const bool last_word = step.what == "waits for ever";
    if (!last_word && !timeline.empty() && timeline.back().thread == thread &&
        timeline.back().location == place.location)
      timeline.back().what += ", " + step.what;
    else
      timeline.push_back({thread, step.what, place.location});
  }
  return timeline;
}

}  // namespace parcours
