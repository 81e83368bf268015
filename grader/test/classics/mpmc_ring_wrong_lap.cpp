// A ring for many producers and consumers, where each slot has a number that says whose turn it is.
// The mistake: a consumer hands the slot on one turn ahead, not a whole lap, and the next producer waits for ever.
// Must get: timeout
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

constexpr unsigned size = 2;

template <unsigned lap>
class Ring {
 public:
  void push(int value) {
    const unsigned ticket = tail_.fetch_add(1);
    Slot& slot = slots_[ticket % size];
    while (slot.turn.load() != ticket) std::this_thread::yield();
    slot.value = value;
    slot.turn.store(ticket + 1);
  }
  int pop() {
    const unsigned ticket = head_.fetch_add(1);
    Slot& slot = slots_[ticket % size];
    while (slot.turn.load() != ticket + 1) std::this_thread::yield();
    const int value = slot.value;
    slot.turn.store(ticket + lap);
    return value;
  }

 private:
  struct Slot {
    std::atomic<unsigned> turn;
    int value = 0;
  };
  Slot slots_[size] = {{0}, {1}};
  std::atomic<unsigned> head_{0};
  std::atomic<unsigned> tail_{0};
};

template <unsigned lap>
void three_items() {
  Ring<lap> ring;
  parcours::play({{"producer",
                   [&] {
                     for (int i = 1; i <= 3; ++i) ring.push(i);
                   }},
                  {"consumer", [&] {
                     for (int i = 1; i <= 3; ++i) EXPECT_EQ(ring.pop(), i);
                   }}});
}

SCENARIO(Wrong) { three_items<1>(); }
SCENARIO(Right) { three_items<size>(); }

}  // namespace
