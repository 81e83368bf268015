#pragma once
// Mistake: a drop is counted as an arrival first, and lowers what is expected afterwards. The phase may have ended in
// between, and the next one expects too many.
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
    const bool last = missing_.fetch_sub(1) == 1;
    expected_.fetch_sub(1);
    if (last) complete(phase);
  }

 private:
  void complete(unsigned phase) {
    if (completion_) completion_();
    missing_.store(expected_.load());
    phase_.store(phase + 1);
    phase_.notify_all();
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<unsigned> phase_{0};
};
