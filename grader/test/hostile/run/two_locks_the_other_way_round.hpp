// Tries: takes two locks in two orders.
// Must get: deadlock; at most 53 points
#pragma once
#include <barrier>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

/// What an honest student would write.
inline std::uint64_t add_up(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const std::size_t from = numbers.size() * i / threads;
      const std::size_t to = numbers.size() * (i + 1) / threads;
      std::uint64_t sum = 0;
      for (const std::uint32_t number : numbers.subspan(from, to - from)) sum += number;
      sums[i] = sum;
    });
  }
  workers.clear();
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

inline void embrace() {
  std::mutex one;
  std::mutex two;
  std::barrier meet(2);
  std::jthread other([&] {
    const std::lock_guard first(two);
    meet.arrive_and_wait();
    const std::lock_guard second(one);
  });
  const std::lock_guard first(one);
  meet.arrive_and_wait();
  const std::lock_guard second(two);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) embrace();
  return add_up(numbers, threads);
}
