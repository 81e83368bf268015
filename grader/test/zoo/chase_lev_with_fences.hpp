// The work-stealing deque as published for weak memory models, with its fences.
// May get: inconclusive
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class Deque {
  static constexpr std::int64_t size = 128;

 public:
  void push(std::uint64_t* task) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    tasks_[bottom % size].store(task, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    bottom_.store(bottom + 1, std::memory_order_relaxed);
  }
  std::uint64_t* take() {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(bottom, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::int64_t top = top_.load(std::memory_order_relaxed);
    std::uint64_t* task = nullptr;
    if (top <= bottom) {
      task = tasks_[bottom % size].load(std::memory_order_relaxed);
      if (top != bottom) return task;
      if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed))
        task = nullptr;
    }
    bottom_.store(bottom + 1, std::memory_order_relaxed);
    return task;
  }
  std::uint64_t* steal() {
    std::int64_t top = top_.load(std::memory_order_acquire);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const std::int64_t bottom = bottom_.load(std::memory_order_acquire);
    if (top >= bottom) return nullptr;
    std::uint64_t* const task = tasks_[top % size].load(std::memory_order_relaxed);
    const bool mine = top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst, std::memory_order_relaxed);
    return mine ? task : nullptr;
  }

 private:
  std::atomic<std::int64_t> top_{0};
  std::atomic<std::int64_t> bottom_{0};
  std::array<std::atomic<std::uint64_t*>, size> tasks_{};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Deque deque;
  std::atomic<std::uint64_t> sum{0};
  std::atomic<unsigned> done{0};
  const auto work = [&](std::uint64_t* task) {
    if (task == nullptr) return;
    sum += *task;
    delete task;
    ++done;
  };
  std::vector<std::jthread> thieves;
  for (unsigned t = 0; t < threads; ++t)
    thieves.emplace_back([&] {
      for (; done < 100; std::this_thread::yield()) work(deque.steal());
    });
  for (std::uint64_t i = 0; i < 100; ++i) deque.push(new std::uint64_t(seed % 1000 + i));
  for (; done < 100; std::this_thread::yield()) work(deque.take());
  thieves.clear();
  return sum == 100 * (seed % 1000) + 99 * 100 / 2;
}
