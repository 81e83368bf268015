// A pool for the whole program that nobody ever ends.
// Must get: leak
#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <latch>
#include <mutex>
#include <queue>
#include <thread>

struct Forever {
  std::mutex mutex;
  std::condition_variable changed;
  std::queue<std::function<void()>> tasks;
};

inline Forever& forever() {
  static Forever& one = *[] {
    auto* pool = new Forever;
    std::thread([pool] {
      for (;;) {
        std::unique_lock lock(pool->mutex);
        pool->changed.wait(lock, [&] { return !pool->tasks.empty(); });
        const auto task = std::move(pool->tasks.front());
        pool->tasks.pop();
        lock.unlock();
        task();
      }
    }).detach();
    return pool;
  }();
  return one;
}

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  std::latch done(threads);
  for (unsigned t = 0; t < threads; ++t) {
    const std::lock_guard lock(forever().mutex);
    forever().tasks.push([&] { done.count_down(); });
    forever().changed.notify_one();
  }
  done.wait();
  return true;
}
