// An object with a mutex tells its owner that it is done, and the owner deletes it.
// The mistake: it tells before it unlocks, so the mutex may be gone when it is unlocked.
// Must get: data-race
#include <atomic>
#include <mutex>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

struct Job {
  std::mutex mutex;
  int result = 0;
};

template <bool tells_after>
void finish_and_delete() {
  std::atomic<bool> done{false};
  auto* const job = new Job;
  parcours::play({{"worker",
                   [&] {
                     {
                       const std::lock_guard lock(job->mutex);
                       job->result = 1;
                       if (!tells_after) done.store(true);
                     }
                     if (tells_after) done.store(true);
                   }},
                  {"owner", [&] {
                     while (!done.load()) std::this_thread::yield();
                     EXPECT_EQ(job->result, 1);
                     delete job;
                   }}});
}

SCENARIO(Wrong) { finish_and_delete<false>(); }
SCENARIO(Right) { finish_and_delete<true>(); }

}  // namespace
