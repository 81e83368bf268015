// A message is written, then a flag says that it is there.
// The mistake: the flag is relaxed and publishes nothing.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order put, std::memory_order get>
void pass_message() {
  int message = 0;
  std::atomic<bool> there{false};
  parcours::play({{"writer",
                   [&] {
                     message = 42;
                     there.store(true, put);
                   }},
                  {"reader", [&] {
                     while (!there.load(get)) std::this_thread::yield();
                     EXPECT_EQ(message, 42);
                   }}});
}

SCENARIO(Wrong) { pass_message<std::memory_order_relaxed, std::memory_order_relaxed>(); }
SCENARIO(Right) { pass_message<std::memory_order_release, std::memory_order_acquire>(); }

}  // namespace
