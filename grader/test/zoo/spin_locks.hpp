// Spin locks: a flag, an exchange with a look first, and backing off; with yield, pause, or both.
#pragma once
#include <immintrin.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

class FlagLock {
 public:
  void lock() {
    while (flag_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag flag_ = ATOMIC_FLAG_INIT;
};

class PoliteLock {
 public:
  bool try_lock() {
    return !taken_.load(std::memory_order_relaxed) && !taken_.exchange(true, std::memory_order_acquire);
  }
  void lock() {
    for (int spins = 1; !try_lock(); spins = spins < 64 ? spins * 2 : spins) {
      for (int i = 0; i < spins; ++i) _mm_pause();
      if (spins >= 64) std::this_thread::yield();
    }
  }
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

class AssemblyLock {
 public:
  void lock() {
    int free = 0;
    for (unsigned tries = 1; !word_.compare_exchange_weak(free, 1, std::memory_order_acquire); ++tries, free = 0) {
      asm volatile("pause" ::: "memory");
      __builtin_ia32_pause();
      if (tries % 32 == 0) std::this_thread::yield();
    }
  }
  void unlock() {
    asm volatile("" ::: "memory");
    word_.store(0, std::memory_order_release);
  }

 private:
  std::atomic<int> word_{0};
};

template <class Lock>
bool counts(unsigned threads, long rounds) {
  Lock lock;
  long count = 0;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (long i = 0; i < rounds; ++i) {
          const std::lock_guard guard(lock);
          ++count;
        }
      });
  }
  return count == rounds * threads;
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  const long rounds = 50 + static_cast<long>(seed % 50);
  return counts<FlagLock>(threads, rounds) && counts<PoliteLock>(threads, rounds) &&
         counts<AssemblyLock>(threads, rounds);
}
