// A sequence lock: readers never block, and read again what a writer changed meanwhile. Orders on the operations alone.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

class SeqLock {
 public:
  using Value = std::array<std::uint64_t, 4>;

  void write(const Value& value) {
    std::uint64_t even = sequence_.load(std::memory_order_relaxed);
    while (even % 2 != 0 || !sequence_.compare_exchange_weak(even, even + 1, std::memory_order_acquire)) {
      std::this_thread::yield();
      even = sequence_.load(std::memory_order_relaxed);
    }
    // Release stores: whoever reads one of them sees the odd number too.
    for (std::size_t i = 0; i < value.size(); ++i) words_[i].store(value[i], std::memory_order_release);
    sequence_.store(even + 2, std::memory_order_release);
  }

  Value read() const {
    for (;;) {
      const std::uint64_t before = sequence_.load(std::memory_order_acquire);
      Value value;
      for (std::size_t i = 0; i < value.size(); ++i) value[i] = words_[i].load(std::memory_order_acquire);
      if (before % 2 == 0 && sequence_.load(std::memory_order_relaxed) == before) return value;
      std::this_thread::yield();
    }
  }

 private:
  std::atomic<std::uint64_t> sequence_{0};
  std::array<std::atomic<std::uint64_t>, 4> words_{};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  SeqLock shared;
  std::atomic<bool> torn{false};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (std::uint64_t i = 0; i < 200; ++i) {
          const std::uint64_t x = seed + i * 31 + t;
          if ((i + t) % 3 == 0) shared.write({x, x + 1, x + 2, x + 3});
          const SeqLock::Value seen = shared.read();
          const bool initial = seen == SeqLock::Value{};
          if (!initial && (seen[1] != seen[0] + 1 || seen[2] != seen[0] + 2 || seen[3] != seen[0] + 3)) torn = true;
        }
      });
  }
  return !torn;
}
