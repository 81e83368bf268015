// One pool for the whole program, made at its first use and joined when the program ends.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <latch>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class StaticPool {
 public:
  static StaticPool& instance() {
    static StaticPool pool;
    return pool;
  }
  void run(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push(std::move(task));
    }
    changed_.notify_one();
  }
  ~StaticPool() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

 private:
  StaticPool() {
    for (int i = 0; i < 3; ++i)
      workers_.emplace_back([this] {
        for (;;) {
          std::unique_lock lock(mutex_);
          changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
          if (tasks_.empty()) return;
          const std::function<void()> task = std::move(tasks_.front());
          tasks_.pop();
          lock.unlock();
          task();
        }
      });
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> workers_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::uint64_t> results(threads);
  std::latch done(threads);
  for (unsigned t = 0; t < threads; ++t)
    StaticPool::instance().run([&, t] {
      results[t] = seed ^ t;
      done.count_down();
    });
  done.wait();
  for (unsigned t = 0; t < threads; ++t)
    if (results[t] != (seed ^ t)) return false;
  return true;
}
