#pragma once
// Your solution goes here. This file compiles as it is, and counts nothing.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// How often each of the letters a to z occurs in all `texts` together, counted by up to `threads` threads.
/// Element 0 counts a and A, element 25 counts z and Z. Every other byte is ignored. 0 threads means 1.
inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  (void)texts;    // remove these two lines:
  (void)threads;  // they only keep the compiler from warning about unused parameters
  return {};
}
