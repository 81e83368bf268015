// A thread goes on writing what the future's other side already reads: set_value in place of set_value_at_thread_exit.
// Must get: data-race
#pragma once
#include <cstdint>
#include <future>
#include <memory>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::uint64_t sum = 0;
  for (unsigned t = 0; t < threads; ++t) {
    const auto cell = std::make_shared<std::uint64_t>(seed);
    std::promise<void> promise;
    std::future<void> ready = promise.get_future();
    std::thread thread([cell, promise = std::move(promise)]() mutable {
      promise.set_value();
      *cell += 1;
    });
    ready.get();
    sum += *cell;
    thread.join();
  }
  return sum >= threads * seed;
}
