// A release sequence: workers take indices from each other's read-modify-writes, and so acquire what headed them.
#pragma once
#include <atomic>
#include <climits>
#include <cstdint>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::uint64_t> data;
  std::atomic<int> left{INT_MIN};
  std::atomic<std::uint64_t> sum{0};
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      while (left.load(std::memory_order_relaxed) == INT_MIN) std::this_thread::yield();
      for (;;) {
        const int index = t % 2 == 0 ? left.fetch_sub(1, std::memory_order_acquire) - 1
                                     : left.fetch_sub(1, std::memory_order_acq_rel) - 1;
        if (index < 0) break;
        sum.fetch_add(data[static_cast<std::size_t>(index)], std::memory_order_relaxed);
      }
    });
  for (std::uint64_t i = 0; i < 100; ++i) data.push_back(seed % 1000 + i);
  left.store(100, std::memory_order_release);
  all.clear();
  return sum == 100 * (seed % 1000) + 99 * 100 / 2;
}
