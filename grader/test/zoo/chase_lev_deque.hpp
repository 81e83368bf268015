// Chase and Lev's work-stealing deque, sequentially consistent where the owner and a thief meet.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class Deque {
  static constexpr std::int64_t size = 256;

 public:
  void push(std::uint64_t* task) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    tasks_[bottom % size].store(task, std::memory_order_relaxed);
    bottom_.store(bottom + 1, std::memory_order_release);
  }
  std::uint64_t* take() {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(bottom);
    std::int64_t top = top_.load();
    if (top > bottom) {
      bottom_.store(bottom + 1, std::memory_order_relaxed);
      return nullptr;
    }
    std::uint64_t* task = tasks_[bottom % size].load(std::memory_order_relaxed);
    if (top == bottom) {
      if (!top_.compare_exchange_strong(top, top + 1)) task = nullptr;
      bottom_.store(bottom + 1, std::memory_order_relaxed);
    }
    return task;
  }
  std::uint64_t* steal() {
    std::int64_t top = top_.load();
    if (top >= bottom_.load()) return nullptr;
    std::uint64_t* task = tasks_[top % size].load(std::memory_order_relaxed);
    return top_.compare_exchange_strong(top, top + 1) ? task : nullptr;
  }

 private:
  std::atomic<std::int64_t> top_{0};
  std::atomic<std::int64_t> bottom_{0};
  std::array<std::atomic<std::uint64_t*>, size> tasks_{};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Deque deque;
  std::atomic<unsigned> done{0};
  std::atomic<std::uint64_t> sum{0};
  const auto work = [&](std::uint64_t* task) {
    if (task == nullptr) return;
    sum += *task;
    delete task;
    ++done;
  };
  std::vector<std::jthread> thieves;
  for (unsigned t = 0; t < threads; ++t)
    thieves.emplace_back([&] {
      while (done < 200) {
        work(deque.steal());
        std::this_thread::yield();
      }
    });
  for (std::uint64_t i = 0; i < 200; ++i) {
    deque.push(new std::uint64_t(seed % 1000 + i));
    if (i % 3 == 0) work(deque.take());
  }
  while (done < 200) {
    work(deque.take());
    std::this_thread::yield();
  }
  thieves.clear();
  return sum == 200 * (seed % 1000) + 199 * 200 / 2;
}
