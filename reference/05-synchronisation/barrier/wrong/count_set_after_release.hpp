#pragma once
// Mistake: lets the others go before it sets the count for the next phase. A quick one may have arrived by then.
#include <atomic>
#include <functional>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    const unsigned phase = phase_.load();
    if (missing_.fetch_sub(1) == 1) {
      complete(phase);
    } else {
      phase_.wait(phase);
    }
    return phase;
  }

  void arrive_and_drop() {
    const unsigned phase = phase_.load();
    expected_.fetch_sub(1);
    if (missing_.fetch_sub(1) == 1) complete(phase);
  }

 private:
  void complete(unsigned phase) {
    if (completion_) completion_();
    phase_.store(phase + 1);
    phase_.notify_all();
    missing_.store(expected_.load());
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<unsigned> phase_{0};
};
