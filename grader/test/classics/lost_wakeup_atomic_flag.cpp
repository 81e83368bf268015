// One thread waits for an atomic flag with a condition variable, another sets the flag and notifies.
// The mistake: it sets the flag without the lock, in between the waiter's look at the flag and its wait.
// Must get: deadlock
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool locks>
void set_and_notify() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> stop{false};
  parcours::play({{"waiter",
                   [&] {
                     std::unique_lock lock(mutex);
                     changed.wait(lock, [&] { return stop.load(); });
                   }},
                  {"stopper", [&] {
                     std::unique_lock lock(mutex, std::defer_lock);
                     if (locks) lock.lock();
                     stop.store(true);
                     if (locks) lock.unlock();
                     changed.notify_one();
                   }}});
}

SCENARIO(Wrong) { set_and_notify<false>(); }
SCENARIO(Right) { set_and_notify<true>(); }

}  // namespace
