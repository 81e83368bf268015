// The main function of a program of scenarios. It takes orders from the grader, as test_main.cpp does.
//   order   "list", or
//           "explore SEED SCHEDULES MILLISECONDS DEPTH PREEMPTIONS EXHAUSTIVE" and a line for each scenario: up to that
//           many schedules of each, from that seed on; of each SCHEDULES it plays EXHAUSTIVE per cent exhaustively
//   reports "scenario NAME" (list); for each scenario "begin NAME", then, if something goes wrong,
//           "found VERDICT SEED TRIED THREAD\nMESSAGE", "actor THREAD NAME", "at ADDRESSES" (the place),
//           "race …" (as race_reports.cpp sends it), "step THREAD OBJECT ADDRESSES\nWHAT" in their order; and at last
//           "end NAME TRIED EXHAUSTED"; "done"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "channel.hpp"
#include "controlled/explorer.hpp"
#include "controlled/raw_calls.hpp"
#include "controlled/scenarios.hpp"
#include "controlled/world.hpp"

namespace parcours::controlled {
namespace {

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fine:
      return "fine";
    case Verdict::deadlock:
      return "deadlock";
    case Verdict::livelock:
      return "livelock";
    case Verdict::race:
      return "race";
    case Verdict::failure:
      return "failure";
    case Verdict::crash:
      return "crash";
    case Verdict::misuse:
      return "misuse";
    case Verdict::unsupported:
      return "unsupported";
  }
  return "fine";
}

/// The first assertion that fails ends the schedule.
class FailureListener : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed() || !controlled()) return;
    const Inside inside;
    constexpr std::size_t longest = 4096;
    std::string message = std::string(part.message()).substr(0, longest);
    constexpr std::string_view failed = "Failed\n";
    if (message.starts_with(failed)) message.erase(0, failed.size());
    world->scheduler.found(Verdict::failure, std::move(message), {0, world->scheduler.current().stack});
  }
};

/// Return addresses, innermost first, in hexadecimal.
std::string addresses(const Place& place) {
  std::ostringstream text;
  text << std::hex;
  if (place.pc != 0) text << place.pc << ' ';
  for (const std::uintptr_t caller : world->scheduler.stacks().callers(place.stack)) text << caller << ' ';
  return text.str();
}

std::string access_line(const Access& access) {
  const bool write = access.kind != AccessKind::read && access.kind != AccessKind::atomic_read;
  const bool atomic = access.kind == AccessKind::atomic_read || access.kind == AccessKind::atomic_write;
  std::ostringstream text;
  text << "access " << access.thread << (write ? " write" : " read") << (atomic ? " atomic " : " plain ") << std::hex
       << access.address << ' ' << addresses(access.place) << '\n';
  return text.str();
}

void tell(const Race& race) {
  const bool freed = race.earlier.kind == AccessKind::free || race.later.kind == AccessKind::free;
  std::string text = std::string("race ") + (freed ? "heap-use-after-free" : "data-race") + "\n";
  text += access_line(race.earlier) + access_line(race.later);
  for (const ThreadId id : {race.earlier.thread, race.later.thread}) {
    const Thread& thread = world->scheduler.thread(id);
    if (id != 0) text += "thread " + std::to_string(id) + " 0 " + addresses(thread.started_at) + "\n";
  }
  channel::send(text);
}

void tell(const Found& found, const Outcome& shown) {
  constexpr std::size_t most_steps = 400;
  channel::send("found " + std::string(name_of(shown.verdict)) + " " + std::to_string(found.seed) + " " +
                std::to_string(found.tried) + " " + std::to_string(shown.thread) + "\n" + shown.message);
  for (std::size_t i = 0; i < world->scheduler.thread_count(); ++i)
    channel::send("actor " + std::to_string(i) + " " + world->scheduler.thread(static_cast<ThreadId>(i)).name);
  channel::send("at " + addresses(shown.place));
  if (shown.race) tell(*shown.race);
  // Of a long schedule its end: there it goes wrong.
  const std::size_t first = shown.steps.size() > most_steps ? shown.steps.size() - most_steps : 0;
  for (std::size_t i = first; i < shown.steps.size(); ++i) {
    const Step& step = shown.steps[i];
    std::ostringstream text;
    text << "step " << step.thread << ' ' << std::hex << reinterpret_cast<std::uintptr_t>(step.object) << ' '
         << addresses(step.place) << '\n'
         << step.what;
    channel::send(text.str());
  }
}

void explore_all(std::istream& order) {
  SearchPlan plan;
  long milliseconds = 0;
  order >> plan.first_seed >> plan.schedules >> milliseconds >> plan.depth >> plan.preemptions >>
      plan.exhaustive_percent;
  std::vector<detail::Scenario> chosen;
  for (std::string name; order >> name;)
    for (const detail::Scenario& scenario : scenarios())
      if (name == scenario.name) chosen.push_back(scenario);
  Explorer explorer;
  constexpr double thousand = 1000;
  double left = static_cast<double>(milliseconds) / thousand;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::string name = chosen[i].name;
    channel::send("begin " + name);
    // What a scenario does not use of its share is the others'; one that takes more leaves them half of theirs.
    const double share = static_cast<double>(milliseconds) / thousand / static_cast<double>(chosen.size());
    plan.seconds = std::max(left / static_cast<double>(chosen.size() - i), share / 2);
    const Explorer::Searched searched = explorer.search(chosen[i].body, plan);
    left -= searched.seconds;
    if (searched.found) tell(*searched.found, explorer.shrink(chosen[i].body, searched.found->outcome));
    channel::send("end " + name + " " + std::to_string(searched.tried) + " " + std::to_string(searched.exhausted));
  }
  channel::send("done");
}

/// What a submission prints, it would print thousands of times: nobody reads it here.
void silence() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(STDERR_FILENO, last_words);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
}

}  // namespace
}  // namespace parcours::controlled

int main(int argc, char** argv) {
  using namespace parcours;
  controlled::silence();
  testing::InitGoogleTest(&argc, argv);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new controlled::FailureListener);
  // From here on all memory is the scheduler's, but for the scenarios' own.
  controlled::inside_scheduler = true;
  const std::string text = channel::receive();
  std::istringstream order(text);
  std::string verb;
  order >> verb;
  if (verb == "list")
    for (const detail::Scenario& scenario : controlled::scenarios())
      channel::send("scenario " + std::string(scenario.name));
  else if (verb == "explore")
    controlled::explore_all(order);
  // No destructor of a static object is to run.
  controlled::raw_call(SYS_exit_group, 0);
}
