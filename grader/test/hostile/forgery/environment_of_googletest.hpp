// Tries: has GoogleTest take a shard without tests, by the environment.
// Must get: nothing or test-failure or crash; at most 11 points
#pragma once
#include <stdlib.h>

#include <cstdint>
#include <span>

inline const int early = [] {
  ::setenv("GTEST_TOTAL_SHARDS", "1000", 1);
  ::setenv("GTEST_SHARD_INDEX", "999", 1);
  ::setenv("GTEST_REPEAT", "0", 1);
  ::setenv("GTEST_FILTER", "-*", 1);
  return 0;
}();

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
