// Tries: forgets a brace, as everybody does.
// Must get: compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>
inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) {
  return 0;
}
