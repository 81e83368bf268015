// Tries: forks without end (here: some thousands of times).
// Must get: process-limit or memory-limit or timeout; at most 53 points
#pragma once
#include <unistd.h>

#include <cstdint>
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

inline void multiply() {
  for (int i = 0; i < 12; ++i)
    if (::fork() < 0) break;
  ::sleep(5);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) multiply();
  return add_up(numbers, threads);
}
