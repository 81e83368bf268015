// Timed mutexes: whoever does not get one in time goes on without it, and says so.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  using namespace std::chrono_literals;
  std::timed_mutex mutex;
  std::recursive_timed_mutex nested;
  long guarded = 0;
  long twice = 0;
  std::atomic<long> given_up{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (int i = 0; i < 60; ++i) {
          const bool hold = (seed + t + i) % 20 == 0;
          bool got = false;
          switch (i % 4) {
            case 0:
              got = mutex.try_lock_for(hold ? 1us : 20ms);
              break;
            case 1:
              got = mutex.try_lock_until(std::chrono::steady_clock::now() + 300us);
              break;
            case 2:
              got = mutex.try_lock_until(std::chrono::system_clock::now() + 300us);
              break;
            default:
              got = mutex.try_lock();
              break;
          }
          if (!got) {
            ++given_up;
          } else {
            const std::lock_guard lock(mutex, std::adopt_lock);
            ++guarded;
            if (hold) std::this_thread::sleep_for(200us);
          }
          if (const std::unique_lock outer(nested, 10ms); outer) {
            const std::unique_lock inner(nested, std::chrono::steady_clock::now() + 1ms);
            ++twice;
          }
        }
      });
  }
  return guarded + given_up.load() == 60L * threads && twice <= 60L * threads;
}
