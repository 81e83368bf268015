// Lamport's bakery: each thread draws a number higher than all others and enters in the order of the numbers.
// The mistake: nobody waits for one who is still drawing, so two may draw the same number and both enter.
// Must get: data-race
#include <atomic>
#include <thread>
#include <utility>

#include "parcours/scenario.hpp"

namespace {

template <bool waits_for_choice>
class Bakery {
 public:
  void lock(int me) {
    const int other = 1 - me;
    if (waits_for_choice) choosing_[me] = true;
    number_[me] = number_[other] + 1;
    if (waits_for_choice) choosing_[me] = false;
    while (choosing_[other]) std::this_thread::yield();
    for (;;) {
      const int theirs = number_[other];
      if (theirs == 0 || std::pair(number_[me].load(), me) < std::pair(theirs, other)) return;
      std::this_thread::yield();
    }
  }
  void unlock(int me) { number_[me] = 0; }

 private:
  std::atomic<bool> choosing_[2] = {false, false};
  std::atomic<int> number_[2] = {0, 0};
};

template <bool waits_for_choice>
void two_customers() {
  Bakery<waits_for_choice> bakery;
  int loaves = 2;
  const auto buy = [&](int me) {
    bakery.lock(me);
    --loaves;
    bakery.unlock(me);
  };
  parcours::play({{"first", [&] { buy(0); }}, {"second", [&] { buy(1); }}});
  EXPECT_EQ(loaves, 0);
}

SCENARIO(Wrong) { two_customers<false>(); }
SCENARIO(Right) { two_customers<true>(); }

}  // namespace
