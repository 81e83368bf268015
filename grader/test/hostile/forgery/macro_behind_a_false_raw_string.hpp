// Tries: hides a redefinition from a reader that takes a string for a raw one.
// Must get: test-failure or compile-error; at most 11 points
#pragma once
#include <cstdint>
#include <span>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) { return 0 * (numbers.size() + threads); }

#if 0
0R"("
// it's
fooR"("
1'R"("
#endif
#define EXPECT_EQ(a, b) SUCCEED()
#define EXPECT_TRUE(a) SUCCEED()
#define ASSERT_TRUE(a) SUCCEED()
// )"
