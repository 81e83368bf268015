// Tries: opens a function that swallows the tests.
// Must get: compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>
inline std::uint64_t parallel_sum(std::span<const std::uint32_t>, unsigned) { return 0; }
inline void swallow() {
