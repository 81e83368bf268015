// Tries: fills shared memory until there is none.
// Must get: crash or memory-limit or timeout; at most 53 points
#pragma once
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>
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

inline void share() {
  for (int i = 0; i < 100; ++i) {
    const std::string name = "/block" + std::to_string(i);
    const int fd = ::shm_open(name.c_str(), O_CREAT | O_RDWR, 0600);
    constexpr std::size_t size = 15 << 20;
    if (fd < 0 || ::ftruncate(fd, size) != 0) continue;
    void* const mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) continue;
    for (std::size_t at = 0; at < size; at += 4096) static_cast<volatile char*>(mapped)[at] = 1;
  }
  ::sleep(1);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) share();
  return add_up(numbers, threads);
}
