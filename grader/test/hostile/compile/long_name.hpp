// Tries: has a name of a quarter of a megabyte.
// Must get: test-failure or compile-error or build-limit; at most 11 points
#pragma once
#include <cstdint>
#include <span>
#define A0 x
#define JOIN(a, b) a##b
#define TWICE(a) JOIN(a, a)
#define A18 TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(x))))))))))))))))))
inline std::uint64_t A18(int);
inline std::uint64_t parallel_sum(std::span<const std::uint32_t>, unsigned) { return 0; }
