#pragma once
// Mistake: a waiting thread keeps asking instead of sleeping.
#include <atomic>
#include <functional>
#include <thread>
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
      while (phase_.load() == phase) std::this_thread::yield();
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
    missing_.store(expected_.load());
    phase_.store(phase + 1);
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<unsigned> phase_{0};
};
