// Tries: redefines a macro by a directive broken into lines.
// Must get: test-failure or compile-error; at most 11 points
#pragma once
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) { return 0 * (numbers.size() + threads); }

#de\
fine EXPECT_TR\
UE(a) SUCCEED()
# /* a
 comment */ define ASSERT_TRUE(a) SUCCEED()
#define EXP\
\
ECT_EQ(a, b) SUCCEED()
