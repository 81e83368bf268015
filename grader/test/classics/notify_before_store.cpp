// One thread waits until an atomic variable changes.
// The mistake: the other notifies first and changes the variable afterwards.
// Must get: deadlock
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool stores_first>
void wait_for_change() {
  std::atomic<int> stage{0};
  parcours::play({{"waiter", [&] { stage.wait(0); }}, {"starter", [&] {
                                                         if (!stores_first) stage.notify_one();
                                                         stage.store(1);
                                                         if (stores_first) stage.notify_one();
                                                       }}});
  EXPECT_EQ(stage, 1);
}

SCENARIO(Wrong) { wait_for_change<false>(); }
SCENARIO(Right) { wait_for_change<true>(); }

}  // namespace
