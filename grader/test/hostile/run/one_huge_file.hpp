// Tries: writes a file of a gigabyte.
// Must get: crash; at most 53 points
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
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

inline void write_on() {
  static const std::vector<char> block(1 << 20, 'x');
  const char* folder = std::getenv("TMPDIR");
  const int fd = ::open((std::string(folder == nullptr ? "/tmp" : folder) + "/big").c_str(), O_CREAT | O_WRONLY, 0600);
  for (int i = 0; i < 1024; ++i)
    if (::write(fd, block.data(), block.size()) < 0) break;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) write_on();
  return add_up(numbers, threads);
}
