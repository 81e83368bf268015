// The work-stealing deque of Chase and Lev: its owner takes from the bottom, thieves steal from the top.
// The mistake: take() announces its claim and looks at the thieves' end without a seq_cst fence between.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

constexpr int nothing = -1;

template <bool fenced>
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
    if (fenced) std::atomic_thread_fence(std::memory_order_seq_cst);
    int top = top_.load(std::memory_order_relaxed);
    int task = nothing;
    if (top <= bottom) {
      task = tasks_[bottom].load(std::memory_order_relaxed);
      if (top < bottom) return task;
      if (!claim(top)) task = nothing;
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

template <bool fenced>
void take_and_steal() {
  Deque<fenced> deque;
  int done[2] = {};
  int taken = nothing, stolen[2] = {nothing, nothing};
  deque.push(0);
  deque.push(1);
  parcours::play({{"owner", [&] { taken = deque.take(); }}, {"thief", [&] {
                                                               for (int& task : stolen) task = deque.steal();
                                                             }}});
  for (const int task : {taken, stolen[0], stolen[1]})
    if (task != nothing) EXPECT_EQ(++done[task], 1) << "task " << task << " is done twice";
}

SCENARIO(Wrong) { take_and_steal<false>(); }
SCENARIO(Right) { take_and_steal<true>(); }

}  // namespace
