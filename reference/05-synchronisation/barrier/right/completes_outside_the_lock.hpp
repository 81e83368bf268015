#pragma once
// A mutex and a condition variable. The completion step runs without the lock, and the number of the phase is read
// without it too: as long as this thread has not arrived, the phase cannot end, so nobody writes it.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : expected_{threads}, completion_{std::move(completion)} {}

  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  unsigned arrive_and_wait() {
    const unsigned mine = phase_;
    std::unique_lock<std::mutex> lock{mutex_};
    ++arrived_;
    if (arrived_ == expected_) {
      finish(lock);
    } else {
      while (phase_ == mine) next_phase_.wait(lock);
    }
    return mine;
  }

  void arrive_and_drop() {
    std::unique_lock<std::mutex> lock{mutex_};
    // Whoever leaves is neither counted as arrived nor expected any longer. What is left may be complete now.
    --expected_;
    if (arrived_ == expected_) finish(lock);
  }

 private:
  void finish(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    if (completion_) completion_();
    lock.lock();
    arrived_ = 0;
    ++phase_;
    lock.unlock();
    next_phase_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable next_phase_;
  unsigned expected_;
  unsigned arrived_ = 0;
  unsigned phase_ = 0;
  std::function<void()> completion_;
};
