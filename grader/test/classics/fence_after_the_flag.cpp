// A message is published with a release fence and a relaxed flag.
// The mistake: the fence stands after the store of the flag instead of before it.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool fence_first>
void pass_message() {
  int message = 0;
  std::atomic<bool> there{false};
  parcours::play({{"writer",
                   [&] {
                     message = 42;
                     if (fence_first) std::atomic_thread_fence(std::memory_order_release);
                     there.store(true, std::memory_order_relaxed);
                     if (!fence_first) std::atomic_thread_fence(std::memory_order_release);
                   }},
                  {"reader", [&] {
                     if (!there.load(std::memory_order_relaxed)) return;
                     std::atomic_thread_fence(std::memory_order_acquire);
                     EXPECT_EQ(message, 42);
                   }}});
}

SCENARIO(Wrong) { pass_message<false>(); }
SCENARIO(Right) { pass_message<true>(); }

}  // namespace
