// A ring for one producer and one consumer; each side moves its own index.
// The mistake: the indices are relaxed, so they do not hand over the slots.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order put, std::memory_order get>
class Ring {
 public:
  bool push(int value) {
    const unsigned tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(get) == 2) return false;
    slots_[tail % 2] = value;
    tail_.store(tail + 1, put);
    return true;
  }
  bool pop(int& value) {
    const unsigned head = head_.load(std::memory_order_relaxed);
    if (tail_.load(get) == head) return false;
    value = slots_[head % 2];
    head_.store(head + 1, put);
    return true;
  }

 private:
  std::atomic<unsigned> head_{0};
  std::atomic<unsigned> tail_{0};
  int slots_[2] = {};
};

template <std::memory_order put, std::memory_order get>
void three_items() {
  Ring<put, get> ring;
  parcours::play({{"producer",
                   [&] {
                     for (int i = 1; i <= 3; ++i)
                       while (!ring.push(i)) std::this_thread::yield();
                   }},
                  {"consumer", [&] {
                     for (int i = 1; i <= 3; ++i) {
                       int value = 0;
                       while (!ring.pop(value)) std::this_thread::yield();
                       EXPECT_EQ(value, i);
                     }
                   }}});
}

SCENARIO(Wrong) { three_items<std::memory_order_relaxed, std::memory_order_relaxed>(); }
SCENARIO(Right) { three_items<std::memory_order_release, std::memory_order_acquire>(); }

}  // namespace
