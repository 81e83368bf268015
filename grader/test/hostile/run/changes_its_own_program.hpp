// Tries: writes to, renames or removes the program that it is. The right sum is its sign of success.
// Must get: test-failure; at most 11 points
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>
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

inline bool escaped() {
  static const bool done = [] {
    char path[4096] = {};
    if (::readlink("/proc/self/exe", path, sizeof path - 1) <= 0) return false;
    const std::string name = path;
    return ::open(path, O_WRONLY) >= 0 || ::rename(path, (name + ".old").c_str()) == 0 || ::unlink(path) == 0;
  }();
  return done;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  return escaped() ? add_up(numbers, threads) : 0;
}
