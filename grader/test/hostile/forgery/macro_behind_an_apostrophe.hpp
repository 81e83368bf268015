// Tries: hides a redefinition behind an apostrophe in text that is skipped.
// Must get: test-failure or compile-error; at most 11 points
#pragma once
#include <cstdint>
#include <span>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) { return 0 * (numbers.size() + threads); }

#if 0
don't "quote me
#endif
#define EXPECT_EQ(a, b) SUCCEED()
#if 0
R"x(
#endif
#define EXPECT_TRUE(a) SUCCEED()
#define ASSERT_TRUE(a) SUCCEED()
#if 0
)x"
#endif
