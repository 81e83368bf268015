#pragma once
// Every phase is a promise of its own, and those who wait hold its future. A slow thread keeps the future of its phase,
// however many phases the others are ahead.
#include <functional>
#include <future>
#include <mutex>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    std::unique_lock lock(mutex_);
    const unsigned mine = phase_;
    const std::shared_future<void> over = over_;
    if (--missing_ == 0) {
      next_phase();
    } else {
      lock.unlock();
      over.wait();
    }
    return mine;
  }

  void arrive_and_drop() {
    const std::lock_guard lock(mutex_);
    --expected_;
    if (--missing_ == 0) next_phase();
  }

 private:
  void next_phase() {
    if (completion_) completion_();
    missing_ = expected_;
    ++phase_;
    std::promise<void> done = std::exchange(promise_, std::promise<void>());
    over_ = promise_.get_future().share();
    done.set_value();
  }

  std::function<void()> completion_;
  std::mutex mutex_;
  unsigned expected_;
  unsigned missing_;
  unsigned phase_ = 0;
  std::promise<void> promise_;
  std::shared_future<void> over_ = promise_.get_future().share();
};
