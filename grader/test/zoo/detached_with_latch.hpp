// Detached threads, waited for by a latch that they own together with whoever waits.
#pragma once
#include <cstdint>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

struct Job {
  explicit Job(unsigned threads) : done(threads), squares(threads) {}
  std::latch done;
  std::vector<std::uint64_t> squares;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const auto job = std::make_shared<Job>(threads);
  for (unsigned t = 0; t < threads; ++t)
    std::thread([job, t, base = seed % 1000] {
      job->squares[t] = (base + t) * (base + t);
      job->done.count_down();
    }).detach();
  job->done.wait();
  for (unsigned t = 0; t < threads; ++t)
    if (job->squares[t] != (seed % 1000 + t) * (seed % 1000 + t)) return false;
  return true;
}
