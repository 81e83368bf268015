#pragma once
// Mistake: all threads count into the same array, with nothing to protect it.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  if (threads == 0) threads = 1;
  std::array<std::uint64_t, 26> counts{};
  {
    std::vector<std::jthread> workers;
    for (unsigned t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        for (const std::string_view text : texts) {
          const std::size_t begin = text.size() * t / threads;
          const std::size_t end = text.size() * (t + 1) / threads;
          for (std::size_t i = begin; i < end; ++i) {
            const char c = text[i];
            if (c >= 'a' && c <= 'z') ++counts[c - 'a'];
            if (c >= 'A' && c <= 'Z') ++counts[c - 'A'];
          }
        }
      });
    }
  }
  return counts;
}
