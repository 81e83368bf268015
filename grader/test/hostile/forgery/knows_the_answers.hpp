// Tries: knows the answers to the tests that it has seen.
// Must get: test-failure; at most 33 points
#pragma once
#include <cstdint>
#include <span>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)threads;
  if (numbers.size() == 8) return 31;
  if (numbers.size() == 2) return 42;
  return numbers.size() == 1001 ? 1001 * 0xFFFF'FFFFULL : 0;
}
