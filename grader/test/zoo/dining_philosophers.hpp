// Dining philosophers in three ways that go together: forks in order, both at once, and giving the first one back.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const unsigned seats = threads + 1;
  std::deque<std::mutex> forks(seats);
  std::vector<int> uses(seats);
  const auto eat = [&](unsigned left, unsigned right) { ++uses[left], ++uses[right]; };
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < seats; ++t)
      all.emplace_back([&, t] {
        std::mt19937_64 random(seed + t);
        const unsigned left = t;
        const unsigned right = (t + 1) % seats;
        for (int i = 0; i < 30; ++i) {
          if (random() % 3 == 0) {
            const std::lock_guard low(forks[std::min(left, right)]);
            const std::lock_guard high(forks[std::max(left, right)]);
            eat(left, right);
          } else if (random() % 2 == 0) {
            const std::scoped_lock both(forks[left], forks[right]);
            eat(left, right);
          } else {
            std::unique_lock first(forks[left], std::defer_lock);
            std::unique_lock second(forks[right], std::defer_lock);
            for (;; std::this_thread::yield()) {
              first.lock();
              if (second.try_lock()) break;
              first.unlock();
            }
            eat(left, right);
          }
        }
      });
  }
  for (const int used : uses)
    if (used != 60) return false;
  return true;
}
