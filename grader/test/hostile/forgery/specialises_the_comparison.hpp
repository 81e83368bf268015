// Tries: specialises the comparison of GoogleTest for the types at hand.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

template <>
testing::AssertionResult testing::internal::CmpHelperEQ<std::uint64_t, unsigned>(const char*, const char*,
                                                                                  const std::uint64_t&,
                                                                                  const unsigned&) {
  return testing::AssertionSuccess();
}

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
