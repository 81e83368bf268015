// A service that others wait for is shut down, and its condition variable ends.
// The mistake: it ends without a notification while somebody still waits in it.
// Must get: crash
#include <condition_variable>
#include <mutex>
#include <optional>

#include "parcours/scenario.hpp"

namespace {

template <bool notifies>
void shut_down() {
  std::mutex mutex;
  std::optional<std::condition_variable> news(std::in_place);
  bool closed = false;
  parcours::play({{"waiter",
                   [&] {
                     std::unique_lock lock(mutex);
                     while (!closed) news->wait(lock);
                   }},
                  {"closer", [&] {
                     const std::lock_guard lock(mutex);
                     closed = true;
                     if (notifies) news->notify_all();
                     news.reset();
                   }}});
}

SCENARIO(Wrong) { shut_down<false>(); }
SCENARIO(Right) { shut_down<true>(); }

}  // namespace
