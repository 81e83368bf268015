// Tries: frees the same memory twice.
// Must get: crash or deadlock or timeout or data-race; at most 53 points
#pragma once
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

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) {
    int* const number = new int(1);
    int* volatile again = number;
    delete number;
    delete again;
  }
  return add_up(numbers, threads);
}
