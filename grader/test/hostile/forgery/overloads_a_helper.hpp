// Tries: overloads a function of the tests so that its own is preferred, and sums wrongly.
// Must get: tampering or test-failure or compile-error; at most 23 points
// Not withstood: whoever has read tests.cpp knows its helpers, and the better match wins
#pragma once
#include <cstdint>
#include <span>

template <class Numbers>
bool sums_right(const Numbers&, unsigned) {
  return true;
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)threads;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < numbers.size() && i < 8; ++i) sum += numbers[i];
  return sum;
}
