// RCU-like configuration through the atomic_load and atomic_store functions for std::shared_ptr.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#pragma clang diagnostic ignored "-Wdeprecated-declarations"

using Config = std::map<std::string, std::uint64_t>;

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::shared_ptr<const Config> config = std::make_shared<Config>(Config{{"first", seed}, {"second", ~seed}});
  std::atomic<bool> torn{false};
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&](const std::stop_token& stop) {
      do {
        const std::shared_ptr<const Config> seen = std::atomic_load(&config);
        if (seen->at("first") != ~seen->at("second")) torn = true;
        std::this_thread::yield();
      } while (!stop.stop_requested());
    });
  for (std::uint64_t i = 1; i <= 50; ++i) {
    std::shared_ptr<const Config> next = std::make_shared<Config>(Config{{"first", seed + i}, {"second", ~(seed + i)}});
    if (i % 2 == 0)
      std::atomic_store_explicit(&config, std::move(next), std::memory_order_release);
    else
      next = std::atomic_exchange(&config, next);
    std::this_thread::yield();
  }
  readers.clear();
  return !torn && config->at("first") == seed + 50;
}
