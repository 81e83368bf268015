// Threads that leave a barrier for good when their share is done.
#pragma once
#include <atomic>
#include <barrier>
#include <cstdint>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::barrier<> round(threads);
  std::vector<unsigned> finished(threads, 0);
  std::atomic<bool> ordered{true};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        const unsigned rounds = 3 * (t + 1) + seed % 3;
        for (unsigned i = 0; i < rounds; ++i) {
          finished[t] = i + 1;
          round.arrive_and_wait();
          if (t + 1 < threads && finished[t + 1] < i + 1) ordered = false;  // it goes on for longer than this one
          round.arrive_and_wait();
        }
        round.arrive_and_drop();
      });
  }
  for (unsigned t = 0; t < threads; ++t) ordered = ordered && finished[t] == 3 * (t + 1) + seed % 3;
  return ordered;
}
