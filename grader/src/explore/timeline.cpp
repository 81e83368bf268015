#include "explore/timeline.hpp"

#include <set>

namespace parcours {

std::string thread_name(const ScenarioReport& report, int thread) {
  const auto found = report.actors.find(thread);
  return found == report.actors.end() || found->second.empty() ? fmt::format("thread {}", thread) : found->second;
}

namespace {

constexpr const char* last_word = "waits for ever";

/// What a thread does at something that it waits at, alone or not: that nobody else touches it is often the mistake.
bool is_about_waiting(const std::string& what) {
  return what.starts_with("waits ") || what.starts_with("unlocks and waits") || what == "is woken" ||
         what == "wakes up without a notification" || what == "has waited long enough";
}

/// An unlock of what the thread has locked without anybody doing anything in between.
bool is_quiet_unlock(const std::vector<ReportedStep>& steps, std::size_t at) {
  if (steps[at].what != "unlocks") return false;
  for (std::size_t i = at; i-- > 0;) {
    if (steps[i].thread != steps[at].thread) return false;
    if (steps[i].object == steps[at].object) return true;
  }
  return false;
}

bool are_same(const TimelineStep& a, const TimelineStep& b) {
  return a.thread == b.thread && a.what == b.what && a.location == b.location;
}

constexpr std::size_t longest_round = 8;  ///< steps
constexpr std::size_t rounds_kept = 2;    ///< as they are; of more, the first is shown

/// How often the `length` steps at `from` come in all, one round after the other, with nobody else's between.
std::size_t rounds(const std::vector<TimelineStep>& steps, std::size_t from, std::size_t length) {
  std::size_t at = from;
  while (at < steps.size() && are_same(steps[at], steps[from + (at - from) % length]) &&
         steps[at].thread == steps[from].thread)
    ++at;
  return (at - from) / length;
}

/// A thread that looks again and again whether something has changed does so for hundreds of steps.
std::vector<TimelineStep> fold_rounds(const std::vector<TimelineStep>& steps) {
  std::vector<TimelineStep> folded;
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t length = 1;
    std::size_t all = rounds(steps, i, length);
    while (all <= rounds_kept && length < longest_round) all = rounds(steps, i, ++length);
    if (all <= rounds_kept) {
      folded.push_back(steps[i++]);
      continue;
    }
    for (std::size_t shown = 0; shown < length; ++shown) folded.push_back(steps[i + shown]);
    folded.push_back({steps[i].thread, fmt::format("repeats this {} times more", all - 1), folded.back().location});
    i += all * length;
  }
  return folded;
}

/// Several steps of a thread in one line, one after the other, as one.
std::vector<TimelineStep> join_lines(const std::vector<TimelineStep>& steps) {
  std::vector<TimelineStep> rows;
  for (const TimelineStep& step : steps)
    if (step.what != last_word && !rows.empty() && rows.back().thread == step.thread &&
        rows.back().location == step.location)
      rows.back().what += ", " + step.what;
    else
      rows.push_back(step);
  return rows;
}

}  // namespace

std::vector<TimelineStep> draw_timeline(const ScenarioReport& report, const Places& places, const std::string& header) {
  std::map<Address, std::set<int>> users;
  for (const ReportedStep& step : report.steps)
    if (step.object != 0) users[step.object].insert(step.thread);
  std::vector<TimelineStep> kept;
  for (std::size_t i = 0; i < report.steps.size(); ++i) {
    const ReportedStep& step = report.steps[i];
    if (is_quiet_unlock(report.steps, i)) continue;
    const Place place = place_of(step.stack, places, header);
    const bool shared = step.object != 0 && (users[step.object].size() > 1 || is_about_waiting(step.what));
    if (place.location.line == 0 || !(shared || (place.location.file == header && step.object == 0))) continue;
    kept.push_back({thread_name(report, step.thread), step.what, place.location});
  }
  return join_lines(fold_rounds(kept));
}

}  // namespace parcours
