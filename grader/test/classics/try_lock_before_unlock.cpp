// A flag says that the resource is free; whoever sees it expects try_lock() to succeed.
// The mistake: the flag is raised before the unlock.
// Must get: test-failure
#include <atomic>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool tells_after>
void tell_and_try() {
  std::atomic<bool> free{false};
  std::mutex mutex;
  parcours::play({{"holder",
                   [&] {
                     mutex.lock();
                     if (!tells_after) free.store(true);
                     mutex.unlock();
                     if (tells_after) free.store(true);
                   }},
                  {"next", [&] {
                     if (!free.load()) return;
                     const bool got = mutex.try_lock();
                     EXPECT_TRUE(got) << "it is said to be free";
                     if (got) mutex.unlock();
                   }}});
}

SCENARIO(Wrong) { tell_and_try<false>(); }
SCENARIO(Right) { tell_and_try<true>(); }

}  // namespace
