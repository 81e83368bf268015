// Tries: has a child process take the grader's orders and answer them at once.
// Must get: tampering or leak or crash; at most 80 points
#pragma once
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <utility>
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

inline void answer() {
  if (::fork() != 0) return;
  for (;;) {
    char order[4096] = {};
    const ssize_t size = ::recv(3, order, sizeof order - 1, 0);
    if (size < 18) ::_exit(0);
    const std::string reply = std::string(order, 17) + "time 0.000010 0.000020 0.000010";
    ::send(3, reply.data(), reply.size(), 0);
  }
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  static bool first = true;
  if (numbers.size() >= 1'000'000 && std::exchange(first, false)) answer();
  return add_up(numbers, threads);
}
