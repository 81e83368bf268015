// A sequence lock with relaxed words between fences on either side.
// May get: inconclusive
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class Clock {
 public:
  void set(std::uint64_t hours, std::uint64_t minutes) {  // by one thread
    const unsigned number = sequence_.load(std::memory_order_relaxed);
    sequence_.store(number + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    hours_.store(hours, std::memory_order_relaxed);
    minutes_.store(minutes, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    sequence_.store(number + 2, std::memory_order_relaxed);
  }
  bool matches() const {
    for (;;) {
      const unsigned before = sequence_.load(std::memory_order_relaxed);
      std::atomic_thread_fence(std::memory_order_acquire);
      const std::uint64_t hours = hours_.load(std::memory_order_relaxed);
      const std::uint64_t minutes = minutes_.load(std::memory_order_relaxed);
      std::atomic_thread_fence(std::memory_order_acquire);
      const unsigned after = sequence_.load(std::memory_order_relaxed);
      if (before == after && before % 2 == 0) return minutes == hours * 60;
      std::this_thread::yield();
    }
  }

 private:
  std::atomic<unsigned> sequence_{0};
  std::atomic<std::uint64_t> hours_{0};
  std::atomic<std::uint64_t> minutes_{0};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Clock clock;
  std::atomic<bool> wrong{false};
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        if (!clock.matches()) wrong = true;
    });
  for (std::uint64_t i = 0; i < 200; ++i) clock.set((seed >> 8) + i, ((seed >> 8) + i) * 60);
  readers.clear();
  return !wrong;
}
