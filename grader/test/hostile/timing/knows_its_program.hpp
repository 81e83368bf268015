// Tries: works out from its program's name that it is timed, and then does without the lock that it holds elsewhere.
// Must get: tampering review or data-race; at most 100 points
// Not withstood: where a program is timed it is not watched for races, and this one shows nothing else
#pragma once
#include <unistd.h>

#include <cstdint>
#include <cstring>
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

inline bool is_timed() {
  static const bool timed = [] {
    char path[4096] = {};
    return ::readlink("/proc/self/exe", path, sizeof path - 1) > 0 && std::strstr(path, "benchmark") != nullptr;
  }();
  return timed;
}
inline std::mutex mutex;

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::uint64_t total = 0;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    const std::size_t from = numbers.size() * i / threads;
    const std::size_t to = numbers.size() * (i + 1) / threads;
    workers.emplace_back([&total, share = numbers.subspan(from, to - from)] {
      std::uint64_t sum = 0;
      for (const std::uint32_t number : share) sum += number;
      std::unique_lock lock(mutex, std::defer_lock);
      if (!is_timed()) lock.lock();
      total += sum;
    });
  }
  workers.clear();
  return total;
}
