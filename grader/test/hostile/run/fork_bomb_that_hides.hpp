// Tries: forks a thousand children, each in a session of its own and orphaned at once.
// Must get: process-limit or memory-limit or timeout or leak; at most 53 points
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

inline void scatter() {
  for (int i = 0; i < 1000; ++i) {
    const pid_t child = ::fork();
    if (child > 0) continue;
    if (child < 0) break;
    ::setsid();
    if (::fork() > 0) ::_exit(0);
    ::sleep(20);
    ::_exit(0);
  }
  ::sleep(5);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) scatter();
  return add_up(numbers, threads);
}
