#pragma once
// Mistake: a drop is counted, and nobody looks whether it was the last arrival.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    std::unique_lock lock(mutex_);
    const unsigned mine = phase_;
    if (--missing_ == 0) {
      complete();
    } else {
      phase_is_over_.wait(lock, [this, mine] { return phase_ != mine; });
    }
    return mine;
  }

  void arrive_and_drop() {
    const std::lock_guard lock(mutex_);
    --expected_;
    --missing_;
  }

 private:
  void complete() {
    if (completion_) completion_();
    missing_ = expected_;
    ++phase_;
    phase_is_over_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable phase_is_over_;
  std::function<void()> completion_;
  unsigned expected_;
  unsigned missing_;
  unsigned phase_ = 0;
};
