// The work-stealing deque of Chase and Lev: its owner takes from the bottom, thieves steal from the top.
// The mistake: take() does not compete with the thieves for the last task.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

constexpr int nothing = -1;

template <bool competes>
class Deque {
 public:
  void push(int task) {
    const int bottom = bottom_.load(std::memory_order_relaxed);
    tasks_[bottom].store(task, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    bottom_.store(bottom + 1, std::memory_order_relaxed);
  }
  int take() {
    const int bottom = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(bottom, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    int top = top_.load(std::memory_order_relaxed);
    int task = nothing;
    if (top <= bottom) {
      task = tasks_[bottom].load(std::memory_order_relaxed);
      if (top < bottom) return task;
      if (competes) {
        if (!claim(top)) task = nothing;
      } else {
        top_.store(top + 1);
      }
    }
    bottom_.store(bottom + 1, std::memory_order_relaxed);
    return task;
  }
  int steal() {
    const int top = top_.load(std::memory_order_acquire);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (top >= bottom_.load(std::memory_order_acquire)) return nothing;
    const int task = tasks_[top].load(std::memory_order_relaxed);
    return claim(top) ? task : nothing;
  }

 private:
  bool claim(int top) {
    return top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed);
  }

  std::atomic<int> top_{0};
  std::atomic<int> bottom_{0};
  std::atomic<int> tasks_[4] = {};
};

template <bool competes>
void take_and_steal() {
  Deque<competes> deque;
  int taken = nothing, stolen = nothing;
  deque.push(7);
  parcours::play({{"owner", [&] { taken = deque.take(); }}, {"thief", [&] { stolen = deque.steal(); }}});
  EXPECT_NE(taken == 7, stolen == 7) << "the last task is done twice, or not at all";
}

SCENARIO(Wrong) { take_and_steal<false>(); }
SCENARIO(Right) { take_and_steal<true>(); }

}  // namespace
