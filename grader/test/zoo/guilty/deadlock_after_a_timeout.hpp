// One wait gives up after a while, and then all wait for good.
// Must get: deadlock
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  if (threads < 5) return true;
  std::mutex mutex;
  std::condition_variable never;
  std::jthread other([&] {
    std::unique_lock lock(mutex);
    never.wait(lock);
  });
  std::unique_lock lock(mutex);
  never.wait_for(lock, std::chrono::milliseconds(2000));
  never.wait(lock);
  return true;
}
