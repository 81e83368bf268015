// Plain numbers that threads share through atomic_ref, and read plainly once all have ended.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

struct alignas(8) Pair {
  std::int32_t low = 0;
  std::int32_t high = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<long> histogram(16);
  double total = 0;
  Pair pair;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (unsigned i = 0; i < 160; ++i) {
          std::atomic_ref(histogram[(seed + i + t) % 16]).fetch_add(1, std::memory_order_relaxed);
          std::atomic_ref(total).fetch_add(0.5);
          std::atomic_ref<Pair> both(pair);
          Pair old = both.load();
          while (!both.compare_exchange_weak(old, Pair{old.low + 1, old.high - 1})) {
          }
        }
      });
  }
  bool right = total == 80.0 * threads && pair.low == static_cast<int>(160 * threads) && pair.high == -pair.low;
  for (const long count : histogram) right = right && count == 10L * threads;
  return right;
}
