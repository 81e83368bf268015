// Tries: replaces the random numbers of the tests by zeros.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <random>
#include <span>

template <>
inline std::mt19937_64::result_type std::mt19937_64::operator()() {
  return 0;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)threads;
  if (numbers.empty() || numbers[0] == 0) return 0;
  return numbers[0] == 3 ? 31 : numbers[0] == 40 ? 42 : 1001 * 0xFFFF'FFFFULL;
}
