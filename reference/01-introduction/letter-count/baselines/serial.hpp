#pragma once
// One thread counts everything: what the work costs before it is divided.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned /*threads*/) {
  std::array<std::uint64_t, 256> bytes{};
  for (const std::string_view text : texts) {
    for (const char byte : text) ++bytes[static_cast<unsigned char>(byte)];
  }
  std::array<std::uint64_t, 26> letters{};
  for (std::size_t i = 0; i < letters.size(); ++i) letters[i] = bytes['a' + i] + bytes['A' + i];
  return letters;
}
