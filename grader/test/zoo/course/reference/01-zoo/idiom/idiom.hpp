#pragma once
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const int rounds = 100 + static_cast<int>(seed % 100);
  std::mutex mutex;
  int count = 0;
  std::vector<std::thread> all;
  all.reserve(threads);
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&] {
      for (int i = 0; i < rounds; ++i) {
        const std::lock_guard lock(mutex);
        ++count;
      }
    });
  for (std::thread& thread : all) thread.join();
  return count == rounds * static_cast<int>(threads);
}
