// A ring for many producers and consumers, where each slot has a number that says whose turn it is.
// The mistake: a producer moves the slot's number on before it has written the value.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool writes_first>
class Ring {
 public:
  Ring() {
    for (unsigned i = 0; i < size; ++i) slots_[i].turn.store(i, std::memory_order_relaxed);
  }
  void push(int value) {
    const unsigned ticket = tail_.fetch_add(1, std::memory_order_relaxed);
    Slot& slot = slots_[ticket % size];
    while (slot.turn.load(std::memory_order_acquire) != ticket) std::this_thread::yield();
    if (writes_first) slot.value = value;
    slot.turn.store(ticket + 1, std::memory_order_release);
    if (!writes_first) slot.value = value;
  }
  int pop() {
    const unsigned ticket = head_.fetch_add(1, std::memory_order_relaxed);
    Slot& slot = slots_[ticket % size];
    while (slot.turn.load(std::memory_order_acquire) != ticket + 1) std::this_thread::yield();
    const int value = slot.value;
    slot.turn.store(ticket + size, std::memory_order_release);
    return value;
  }

 private:
  static constexpr unsigned size = 2;
  struct Slot {
    std::atomic<unsigned> turn{0};
    int value = 0;
  };
  Slot slots_[size];
  std::atomic<unsigned> head_{0};
  std::atomic<unsigned> tail_{0};
};

template <bool writes_first>
void two_and_one() {
  Ring<writes_first> ring;
  parcours::play(
      {{"producer 1", [&] { ring.push(1); }}, {"producer 2", [&] { ring.push(2); }}, {"consumer", [&] {
                                                                                        const int first = ring.pop();
                                                                                        EXPECT_EQ(first + ring.pop(),
                                                                                                  3);
                                                                                      }}});
}

SCENARIO(Wrong) { two_and_one<false>(); }
SCENARIO(Right) { two_and_one<true>(); }

}  // namespace
