// Tries: ends with 0 at the very end, whatever main returns, and adds up nothing.
// Must get: test-failure; at most 11 points
#pragma once
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <span>

inline const int late = std::atexit([] { ::_exit(0); });

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
