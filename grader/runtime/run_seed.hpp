#pragma once
#include <cstdint>

namespace parcours {

/// Called once, before the first test or batch.
void set_run_seed(std::uint64_t seed) noexcept;

/// Spreads numbers that follow each other over all 64 bits (the finaliser of SplitMix64).
[[nodiscard]] inline std::uint64_t mix(std::uint64_t value) noexcept {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace parcours
