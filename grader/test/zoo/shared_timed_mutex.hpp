// Readers and writers that wait for a shared timed mutex only so long.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  using namespace std::chrono_literals;
  std::shared_timed_mutex mutex;
  long left = 0;
  long right = 0;
  std::atomic<bool> torn{false};
  std::atomic<long> writes{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (int i = 0; i < 80; ++i) {
          const auto until = std::chrono::steady_clock::now() + 2ms;
          if ((seed + t + i) % 4 == 0) {
            const std::unique_lock lock = i % 2 == 0 ? std::unique_lock(mutex, 1ms)
                                                     : std::unique_lock(mutex, std::chrono::system_clock::now() + 1ms);
            if (lock) ++left, ++right, ++writes;
          } else if (i % 2 == 0 ? mutex.try_lock_shared_for(500us) : mutex.try_lock_shared_until(until)) {
            if (left != right) torn = true;
            mutex.unlock_shared();
          }
        }
      });
  }
  return !torn && left == writes && right == writes;
}
