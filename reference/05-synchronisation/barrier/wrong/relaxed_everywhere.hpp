#pragma once
// Mistake: the counters are atomic, and order nothing around them: what was written before an arrival may not be seen
// after it.
#include <atomic>
#include <functional>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    const unsigned phase = phase_.load(std::memory_order_relaxed);
    if (missing_.fetch_sub(1, std::memory_order_relaxed) == 1) {
      complete(phase);
    } else {
      phase_.wait(phase, std::memory_order_relaxed);
    }
    return phase;
  }

  void arrive_and_drop() {
    const unsigned phase = phase_.load(std::memory_order_relaxed);
    expected_.fetch_sub(1, std::memory_order_relaxed);
    if (missing_.fetch_sub(1, std::memory_order_relaxed) == 1) complete(phase);
  }

 private:
  void complete(unsigned phase) {
    if (completion_) completion_();
    missing_.store(expected_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_relaxed);
    phase_.notify_all();
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<unsigned> phase_{0};
};
