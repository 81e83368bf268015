#include "controlled/scenarios.hpp"

#include <thread>

#include "controlled/world.hpp"

namespace parcours {
namespace {

std::vector<detail::Scenario>& all() {
  static std::vector<detail::Scenario> registered;
  return registered;
}

}  // namespace

detail::ScenarioRegistration::ScenarioRegistration(const char* name, void (*body)()) { all().push_back({name, body}); }

const std::vector<detail::Scenario>& controlled::scenarios() { return all(); }

void play(const std::vector<Actor>& actors) {
  std::vector<std::thread> threads;
  for (const Actor& actor : actors) {
    threads.emplace_back(actor.act);
    const controlled::Inside inside;
    if (controlled::Thread* const thread = controlled::world->scheduler.by_handle(threads.back().native_handle()))
      thread->name = actor.name;
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace parcours
