// A message is published by one thread, and a second thread raises the flag further without touching the message.
// The mistake: the second thread's plain relaxed store starts anew, so its reader is not ordered after the message.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool modifies>
void pass_message() {
  int message = 0;
  std::atomic<int> stage{0};
  parcours::play({{"writer",
                   [&] {
                     message = 42;
                     stage.store(1, std::memory_order_release);
                   }},
                  {"helper",
                   [&] {
                     int expected = 1;
                     if (modifies)
                       stage.compare_exchange_strong(expected, 2, std::memory_order_relaxed);
                     else if (stage.load(std::memory_order_relaxed) == expected)
                       stage.store(2, std::memory_order_relaxed);
                   }},
                  {"reader", [&] {
                     if (stage.load(std::memory_order_acquire) == 2) EXPECT_EQ(message, 42);
                   }}});
}

SCENARIO(Wrong) { pass_message<false>(); }
SCENARIO(Right) { pass_message<true>(); }

}  // namespace
