// Tries: sends reports with a made-up secret.
// Must get: tampering or test-failure; at most 0 points
#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <span>

inline void forge() {
  const char report[] = "0000000000000000 end ParallelSum.AFewNumbers passed 0";
  ::send(3, report, sizeof report - 1, 0);
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  forge();
  return numbers.empty() && threads == 9 ? 1 : 0;
}
