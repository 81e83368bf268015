#pragma once
// Mistake: the phase is an atomic and changes without the mutex, so the change and its notification may come between a
// thread's last look and its falling asleep.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    const unsigned mine = phase_.load();
    if (missing_.fetch_sub(1) == 1) {
      complete();
    } else {
      std::unique_lock lock(mutex_);
      phase_is_over_.wait(lock, [this, mine] { return phase_.load() != mine; });
    }
    return mine;
  }

  void arrive_and_drop() {
    expected_.fetch_sub(1);
    if (missing_.fetch_sub(1) == 1) complete();
  }

 private:
  void complete() {
    if (completion_) completion_();
    missing_.store(expected_.load());
    phase_.fetch_add(1);
    phase_is_over_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable phase_is_over_;
  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<unsigned> phase_{0};
};
