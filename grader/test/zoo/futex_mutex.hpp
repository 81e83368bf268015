// Drepper's mutex of three states, asleep by the system's futex call, from atomic builtins of the compiler.
// May get: inconclusive
#pragma once
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

class FutexMutex {
 public:
  void lock() {
    int state = free;
    if (__atomic_compare_exchange_n(&state_, &state, taken, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    while (__atomic_exchange_n(&state_, contended, __ATOMIC_ACQUIRE) != free)
      syscall(SYS_futex, &state_, FUTEX_WAIT_PRIVATE, contended, nullptr, nullptr, 0);
  }
  void unlock() {
    if (__atomic_exchange_n(&state_, free, __ATOMIC_RELEASE) == contended)
      syscall(SYS_futex, &state_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }

 private:
  static constexpr int free = 0;
  static constexpr int taken = 1;
  static constexpr int contended = 2;
  int state_ = free;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  FutexMutex mutex;
  std::vector<std::uint64_t> seen;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (std::uint64_t i = 0; i < 100; ++i) {
          const std::lock_guard lock(mutex);
          seen.push_back(seed + i);
        }
      });
  }
  return seen.size() == 100UL * threads;
}
