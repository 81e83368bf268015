// Tries: skips the test that calls it.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

inline void skip() { GTEST_SKIP() << "not today"; }

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  skip();
  return 0;
}
