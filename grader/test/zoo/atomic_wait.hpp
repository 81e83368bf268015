// A ring of threads that pass a token on by atomic wait and notify, and a flag that all wait for.
#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<unsigned> turn{0};
  std::atomic_flag start;
  std::atomic<bool> ended{false};
  std::vector<std::uint64_t> trace;  // whose turn it is may append
  std::vector<std::jthread> all;
  const unsigned rounds = 10 + seed % 10;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      start.wait(false);
      for (unsigned i = 0; i < rounds; ++i) {
        const unsigned mine = i * threads + t;
        for (unsigned now; (now = turn.load(std::memory_order_acquire)) != mine;) turn.wait(now);
        trace.push_back(mine);
        turn.store(mine + 1, std::memory_order_release);
        turn.notify_all();
      }
      if (t + 1 == threads) {
        ended = true;
        ended.notify_one();
      }
    });
  start.test_and_set();
  start.notify_all();
  ended.wait(false);
  for (std::size_t i = 0; i < trace.size(); ++i)
    if (trace[i] != i) return false;
  return trace.size() == rounds * threads;
}
