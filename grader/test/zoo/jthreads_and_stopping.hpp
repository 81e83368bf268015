// jthreads that end when asked, stop callbacks registered and withdrawn in several threads, one source for all.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::stop_source everyone;
  std::atomic<unsigned> called{0};
  std::atomic<unsigned> kept{0};
  std::atomic<unsigned> running{0};
  std::vector<unsigned long> steps(threads);
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t, token = everyone.get_token()](const std::stop_token& own) {
        std::atomic<bool> asked{false};
        std::optional<std::stop_callback<std::function<void()>>> last;
        for (unsigned i = 0; i < 20; ++i) last.emplace(token, [&] { ++called, asked = true; });
        const std::stop_callback<std::function<void()>> mine(own, [&] { ++kept; });
        ++running;
        while (!asked && !own.stop_requested()) {
          ++steps[t];
          std::this_thread::yield();
        }
      });
    while (running < threads) std::this_thread::yield();
    if (seed % 2 == 0) everyone.request_stop();
  }
  if (seed % 2 == 0) return called == threads && kept <= threads && !everyone.request_stop();
  return called == 0 && kept == threads && everyone.stop_possible();
}
