// One thread waits until another has prepared something.
// The mistake: it waits without asking first whether the notification has already been given.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool asks_first>
void wait_for_start() {
  std::mutex mutex;
  std::condition_variable started;
  bool prepared = false;
  parcours::play({{"starter",
                   [&] {
                     const std::lock_guard lock(mutex);
                     prepared = true;
                     started.notify_one();
                   }},
                  {"runner", [&] {
                     std::unique_lock lock(mutex);
                     if (!asks_first) started.wait(lock);
                     while (!prepared) started.wait(lock);
                   }}});
}

SCENARIO(Wrong) { wait_for_start<false>(); }
SCENARIO(Right) { wait_for_start<true>(); }

}  // namespace
