// A buffer with a semaphore that counts its items and a mutex that guards them.
// The mistake: the consumer waits for an item with the mutex locked, which the producer needs to bring one.
// Must get: deadlock
#include <mutex>
#include <semaphore>
#include <vector>

#include "parcours/scenario.hpp"

namespace {

template <bool waits_before_locking>
void produce_and_consume() {
  std::counting_semaphore<4> items(0);
  std::mutex mutex;
  std::vector<int> buffer;
  parcours::play({{"producer",
                   [&] {
                     {
                       const std::lock_guard lock(mutex);
                       buffer.push_back(1);
                     }
                     items.release();
                   }},
                  {"consumer", [&] {
                     if (waits_before_locking) items.acquire();
                     const std::lock_guard lock(mutex);
                     if (!waits_before_locking) items.acquire();
                     ASSERT_FALSE(buffer.empty());
                     buffer.pop_back();
                   }}});
}

SCENARIO(Wrong) { produce_and_consume<false>(); }
SCENARIO(Right) { produce_and_consume<true>(); }

}  // namespace
