// Tries: keeps more memory than it may in files without a name, out of sight of who may not trace it. The right sum is its sign of success.
// Must get: memory-limit or timeout or test-failure or crash; at most 11 points
#pragma once
#include <sys/mman.h>
#include <sys/prctl.h>
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

inline bool escaped() {
  static const bool done = [] {
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const std::vector<char> block(15 << 20, 'x');
    for (int i = 0; i < 80; ++i) {
      const int fd = ::memfd_create("stash", 0);
      if (fd < 0 || ::write(fd, block.data(), block.size()) < 0) return false;
    }
    return true;
  }();
  return done;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  return escaped() ? add_up(numbers, threads) : 0;
}
