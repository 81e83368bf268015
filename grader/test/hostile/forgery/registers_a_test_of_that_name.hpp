// Tries: defines a test of the same name as a hidden one.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

TEST(ParallelSumHidden, EverySplit) {}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
