#pragma once
// Your solution goes here. This file compiles as it is, and adds up nothing.
#include <cstdint>
#include <span>

/// The sum of all `numbers`, added up by `threads` threads. 0 threads means 1.
inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
