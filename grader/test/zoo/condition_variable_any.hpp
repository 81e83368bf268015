// condition_variable_any with shared locks, timeouts, and waits that a stop request ends.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  using namespace std::chrono_literals;
  std::shared_mutex mutex;
  std::condition_variable_any changed;
  std::uint64_t news = 0;
  std::vector<std::uint64_t> heard(threads);
  std::vector<char> stopped(threads);
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&, t](const std::stop_token& stop) {
      std::shared_lock lock(mutex);
      for (std::uint64_t next = 1;; ++next) {
        while (!stop.stop_requested() && !changed.wait_for(lock, stop, 500us, [&] { return news >= next; })) {
        }
        if (news < next) break;
        heard[t] = next = news;
      }
      stopped[t] = stop.stop_requested() && !changed.wait(lock, stop, [] { return false; });
    });
  const std::uint64_t all_news = 20 + seed % 20;
  for (std::uint64_t i = 0; i < all_news; ++i) {
    {
      const std::unique_lock lock(mutex);
      ++news;
    }
    changed.notify_all();
    if (i % 8 == 0) std::this_thread::sleep_for(100us);
  }
  std::unique_lock lock(mutex);
  (void)changed.wait_until(lock, std::chrono::system_clock::now() + 1ms, [] { return false; });
  lock.unlock();
  readers.clear();  // asks them to stop, and joins
  bool right = true;
  for (unsigned t = 0; t < threads; ++t) right = right && stopped[t] != 0 && heard[t] <= all_news;
  return right;
}
