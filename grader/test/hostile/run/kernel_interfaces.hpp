// Tries: uses interfaces of the kernel that no exercise needs. The right sum is its sign of success.
// Must get: test-failure; at most 11 points
#pragma once
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <thread>
#include <vector>

/// What an honest student would write.
inline std::uint64_t add_up(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<std::uint64_t> sums(threads);
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const std::size_t from = numbers.size() * i / threads;
      const std::size_t to = numbers.size() * (i + 1) / threads;
      std::uint64_t sum = 0;
      for (const std::uint32_t number : numbers.subspan(from, to - from)) sum += number;
      sums[i] = sum;
    });
  }
  workers.clear();
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

inline bool escaped() {
  static const bool done = [] {
    char attributes[128] = {};
    attributes[4] = sizeof attributes;
    const long opened[] = {::syscall(SYS_bpf, 0, attributes, sizeof attributes),
                           ::syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0),
                           ::syscall(SYS_io_uring_setup, 8, attributes),
                           ::syscall(SYS_userfaultfd, 0),
                           ::syscall(SYS_keyctl, 0, -3, 1),
                           ::syscall(SYS_open_by_handle_at, -100, attributes, 0),
                           ::syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0)};
    for (const long result : opened)
      if (result >= 0) return true;
    return false;
  }();
  return done;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  return escaped() ? add_up(numbers, threads) : 0;
}
