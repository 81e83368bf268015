// Tries: defines the function with a Cyrillic letter in its name.
// Must get: compile-error; at most 0 points
#pragma once
#include <cstdint>
#include <span>
inline std::uint64_t pаrallel_sum(std::span<const std::uint32_t>, unsigned) { return 0; }
