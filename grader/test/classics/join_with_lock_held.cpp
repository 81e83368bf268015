// An owner stops its worker: it sets a flag and joins the worker's thread.
// The mistake: it joins while it holds the lock that the worker needs to get to its end.
// Must get: deadlock
#include <mutex>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool unlocks_first>
void stop_worker() {
  std::mutex mutex;
  bool stop = false;
  int last_words = 0;
  std::thread worker([&] {
    const std::lock_guard lock(mutex);
    last_words = stop ? 2 : 1;
  });
  std::unique_lock lock(mutex);
  stop = true;
  if (unlocks_first) lock.unlock();
  worker.join();
  EXPECT_NE(last_words, 0);
}

SCENARIO(Wrong) { stop_worker<false>(); }
SCENARIO(Right) { stop_worker<true>(); }

}  // namespace
