#pragma once
// Mistake: waits until the count says that nobody is missing any more. A quick thread that arrives again changes the
// count before a slow one has looked at it.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads) {}

  unsigned arrive_and_wait() {
    std::unique_lock lock(mutex_);
    const unsigned mine = phase_;
    ++arrived_;
    if (arrived_ == expected_) {
      complete();
    } else {
      phase_is_over_.wait(lock, [this] { return arrived_ == 0; });
    }
    return mine;
  }

  void arrive_and_drop() {
    const std::lock_guard lock(mutex_);
    --expected_;
    if (arrived_ == expected_) complete();
  }

 private:
  void complete() {
    if (completion_) completion_();
    arrived_ = 0;
    ++phase_;
    phase_is_over_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable phase_is_over_;
  std::function<void()> completion_;
  unsigned expected_;
  unsigned arrived_ = 0;
  unsigned phase_ = 0;
};
