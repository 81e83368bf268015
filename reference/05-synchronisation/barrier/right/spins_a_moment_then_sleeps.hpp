#pragma once
// Sense reversing: one flag changes sides at the end of every phase, and each arrival waits for the side on which the
// flag was not. It looks a few times before it goes to sleep, since phases are often short.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    const bool side = flag_.load();
    const unsigned mine = number_;
    if (missing_.fetch_sub(1) == 1) {
      turn(side);
      return mine;
    }
    for (int i = 0; i < 50; ++i) {
      if (flag_.load() != side) return mine;
      std::this_thread::yield();
    }
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [&] { return flag_.load() != side; });
    return mine;
  }

  void arrive_and_drop() {
    const bool side = flag_.load();
    expected_.fetch_sub(1);
    if (missing_.fetch_sub(1) == 1) turn(side);
  }

 private:
  void turn(bool side) {
    if (completion_) completion_();
    missing_.store(expected_.load());
    ++number_;
    {
      // Under the mutex, so that nobody falls asleep between its look at the flag and the notification.
      const std::lock_guard lock(mutex_);
      flag_.store(!side);
    }
    turned_.notify_all();
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<bool> flag_{false};
  unsigned number_ = 0;  // changed only while everybody else waits or has left
  std::mutex mutex_;
  std::condition_variable turned_;
};
