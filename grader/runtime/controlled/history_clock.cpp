// The moments of a history in a scenario. What ended before a call began must be seen by it, as on a real machine with
// the fences of ../history.cpp; but nothing is ordered, so no race is hidden.
#include "controlled/world.hpp"
#include "parcours/history.hpp"

namespace parcours {

std::uint64_t HistoryClock::before_call() noexcept {
  if (!controlled::controlled()) return 0;
  const controlled::Inside inside;
  return controlled::world->objects.begin_call();
}

std::uint64_t HistoryClock::after_call() noexcept {
  if (!controlled::controlled()) return 0;
  const controlled::Inside inside;
  return controlled::world->objects.end_call();
}

}  // namespace parcours
