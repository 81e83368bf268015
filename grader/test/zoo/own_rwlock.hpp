// A reader-writer lock that prefers writers, and a barrier to be used again, built from a mutex and condition
// variables.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

class RwLock {
 public:
  void lock_shared() {
    std::unique_lock lock(mutex_);
    readers_may_.wait(lock, [this] { return !writing_ && waiting_ == 0; });
    ++reading_;
  }
  void unlock_shared() {
    const std::lock_guard lock(mutex_);
    if (--reading_ == 0) writer_may_.notify_one();
  }
  void lock() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    writer_may_.wait(lock, [this] { return !writing_ && reading_ == 0; });
    --waiting_;
    writing_ = true;
  }
  void unlock() {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    writer_may_.notify_one();
    readers_may_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable readers_may_;
  std::condition_variable writer_may_;
  int reading_ = 0;
  int waiting_ = 0;
  bool writing_ = false;
};

class Barrier {
 public:
  explicit Barrier(unsigned count) : count_(count) {}
  void wait() {
    std::unique_lock lock(mutex_);
    const unsigned generation = generation_;
    if (++here_ == count_) {
      here_ = 0;
      ++generation_;
      all_here_.notify_all();
    } else {
      all_here_.wait(lock, [&] { return generation != generation_; });
    }
  }

 private:
  const unsigned count_;
  std::mutex mutex_;
  std::condition_variable all_here_;
  unsigned here_ = 0;
  unsigned generation_ = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  RwLock lock;
  Barrier round(threads);
  std::string page = "empty";
  std::vector<unsigned> written(threads);
  std::atomic<bool> wrong{false};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 20; ++i) {
          if ((seed + i) % threads == t) {
            const std::unique_lock writing(lock);
            page = "page " + std::to_string(i) + " of a book with rather long lines";
          }
          written[t] = i + 1;
          round.wait();
          {
            const std::shared_lock reading(lock);
            if (!page.starts_with("page " + std::to_string(i) + " ") || written[(t + 1) % threads] != i + 1)
              wrong = true;
          }
          round.wait();
        }
      });
  }
  return !wrong;
}
