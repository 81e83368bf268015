// Bit flags in atomic words, counters a cache line apart, a striped sum, and a maximum by compare and exchange.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

struct alignas(64) Padded {
  std::atomic<long> value{0};
  long plain = 0;  // its own thread's
};

class Sieve {
 public:
  explicit Sieve(std::size_t size) : words_(std::make_unique<std::atomic<std::uint64_t>[]>(size / 64 + 1)) {}
  bool mark(std::size_t i) {
    const std::uint64_t bit = std::uint64_t{1} << (i % 64);
    return (words_[i / 64].fetch_or(bit, std::memory_order_relaxed) & bit) == 0;
  }

 private:
  std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Sieve sieve(1000);
  std::vector<Padded> counters(threads);
  std::atomic<std::uint64_t> maximum{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < 500; ++i) {
          const std::uint64_t number = (seed + i * (t + 1)) % 1000;
          if (sieve.mark(number)) counters[t].value.fetch_add(1, std::memory_order_relaxed);
          ++counters[t].plain;
          std::uint64_t known = maximum.load(std::memory_order_relaxed);
          while (known < number && !maximum.compare_exchange_weak(known, number, std::memory_order_relaxed)) {
          }
        }
      });
  }
  long marked = 0;
  long done = 0;
  for (const Padded& counter : counters) marked += counter.value, done += counter.plain;
  long expected = 0;
  for (std::size_t i = 0; i < 1000; ++i) expected += sieve.mark(i) ? 0 : 1;
  return marked == expected && done == 500L * threads && maximum < 1000 && maximum >= 499;
}
