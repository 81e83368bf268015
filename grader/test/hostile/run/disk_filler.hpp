// Tries: writes a gigabyte in small files, wherever it may. The right sum is its sign of success.
// Must get: test-failure or memory-limit; at most 11 points
#pragma once
#include <fcntl.h>
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

inline bool escaped() {
  static const bool done = [] {
    const std::vector<char> block(15 << 20, 'x');
    std::size_t written = 0;
    for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm", "/home", "/run", "."})
      for (int i = 0; i < 40; ++i) {
        const std::string name = std::string(folder) + "/block" + std::to_string(i);
        const int fd = ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600);
        const ssize_t size = fd < 0 ? -1 : ::write(fd, block.data(), block.size());
        if (fd >= 0) ::close(fd);
        if (size <= 0) break;
        written += static_cast<std::size_t>(size);
      }
    return written > (std::size_t(500) << 20);
  }();
  return done;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  return escaped() ? add_up(numbers, threads) : 0;
}
