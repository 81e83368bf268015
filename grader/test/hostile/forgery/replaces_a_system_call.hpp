// Tries: stands in for the function by which reports are sent.
// Must get: tampering or compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>

extern "C" long syscall(long, ...) noexcept { return 0; }

inline std::uint64_t parallel_sum(std::span<const std::uint32_t> numbers, unsigned threads) {
  (void)numbers;
  (void)threads;
  return 0;
}
