// Tries: leaves threads running that keep all cores busy while the reference is timed.
// Must get: leak or memory-limit or sequential or tampering review or nothing; at most 100 points
#pragma once
#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <utility>
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

inline void disturb() {
  for (int i = 0; i < 4; ++i)
    std::thread([] {
      for (std::atomic<unsigned> n = 0;;) ++n;
    }).detach();
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  static bool first = true;
  if (numbers.size() >= 1'000'000 && std::exchange(first, false)) disturb();
  return add_up(numbers, threads);
}
