// Phases: a latch starts all at once, a barrier's completion step swaps the buffers between rounds.
#pragma once
#include <barrier>
#include <cstdint>
#include <latch>
#include <thread>
#include <utility>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::uint64_t> now(threads, seed);
  std::vector<std::uint64_t> next(threads);
  int rounds = 0;
  auto swap = [&]() noexcept {
    std::swap(now, next);
    ++rounds;
  };
  std::barrier round(threads, swap);
  std::latch start(threads);
  std::latch done(threads);
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < 20; ++i) {
        next[t] = now[t] + now[(t + 1) % threads];  // all of `now` is as the last round left it
        if (i % 2 == 0) {
          round.arrive_and_wait();
        } else {
          auto token = round.arrive();
          round.wait(std::move(token));
        }
      }
      done.count_down();
    });
  done.wait();
  bool right = rounds == 20 && done.try_wait();
  for (const std::uint64_t value : now) right = right && value == seed << 20;
  return right;
}
