// Tries: redefines keywords.
// Must get: test-failure or compile-error; at most 11 points
#pragma once
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) { return 0 * (numbers.size() + threads); }

#define const
#define return return 0 * 
