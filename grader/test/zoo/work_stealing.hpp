// A work-stealing pool: each worker has a deque of its own, and looks into the others' when it is empty.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

class Stealing {
  using Task = std::function<void(unsigned)>;
  struct alignas(64) Worker {
    std::mutex mutex;
    std::deque<Task> tasks;
  };
  std::vector<Worker> workers_;
  std::atomic<int> open_{0};

  std::optional<Task> take(unsigned from, bool own) {
    Worker& worker = workers_[from];
    const std::unique_lock lock(worker.mutex, std::try_to_lock);
    if (!lock || worker.tasks.empty()) return std::nullopt;
    std::optional<Task> task(std::move(own ? worker.tasks.back() : worker.tasks.front()));
    own ? worker.tasks.pop_back() : worker.tasks.pop_front();
    return task;
  }

 public:
  explicit Stealing(unsigned threads) : workers_(threads) {}
  void spawn(unsigned me, Task task) {
    open_.fetch_add(1);
    const std::lock_guard lock(workers_[me].mutex);
    workers_[me].tasks.push_back(std::move(task));
  }
  void work(unsigned me) {
    while (open_.load() > 0) {
      std::optional<Task> task = take(me, true);
      for (unsigned i = 1; !task && i < workers_.size(); ++i) task = take((me + i) % workers_.size(), false);
      if (!task) {
        std::this_thread::yield();
        continue;
      }
      (*task)(me);
      open_.fetch_sub(1);
    }
  }
};

inline void fibonacci(Stealing& pool, unsigned me, int n, std::atomic<long>& leaves) {
  if (n < 2) {
    leaves.fetch_add(n, std::memory_order_relaxed);
    return;
  }
  pool.spawn(me, [&pool, &leaves, n](unsigned who) { fibonacci(pool, who, n - 1, leaves); });
  pool.spawn(me, [&pool, &leaves, n](unsigned who) { fibonacci(pool, who, n - 2, leaves); });
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Stealing pool(threads);
  std::atomic<long> leaves{0};
  const int n = 8 + static_cast<int>(seed % 3);
  fibonacci(pool, 0, n, leaves);
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t) all.emplace_back([&pool, t] { pool.work(t); });
  }
  return leaves == (n == 8 ? 21 : n == 9 ? 34 : 55);
}
