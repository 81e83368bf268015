#pragma once
// Mistake: the test for a letter looks at bits that bytes from 0xC0 on have too, so accented letters count.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

using Counts = std::array<std::uint64_t, 26>;

inline void count_bytes(std::string_view text, Counts& counts) {
  for (const char c : text) {
    const int letter = c & 0x1F;  // the low five bits are the same for both cases
    if ((c & 0x40) != 0 && letter >= 1 && letter <= 26) ++counts[letter - 1];
  }
}

// Counts the bytes [begin, end) of all the texts written one after the other.
inline void count_range(std::span<const std::string_view> texts, std::size_t begin, std::size_t end, Counts& counts) {
  std::size_t position = 0;
  for (const std::string_view text : texts) {
    const std::size_t from = std::clamp(begin, position, position + text.size());
    const std::size_t to = std::clamp(end, position, position + text.size());
    if (from < to) count_bytes(text.substr(from - position, to - from), counts);
    position += text.size();
  }
}

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  if (threads == 0) threads = 1;
  std::size_t total = 0;
  for (const std::string_view text : texts) total += text.size();

  std::vector<Counts> parts(threads);
  std::vector<std::thread> workers;
  for (unsigned t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      Counts mine{};
      count_range(texts, total * t / threads, total * (t + 1) / threads, mine);
      parts[t] = mine;
    });
  }
  for (std::thread& worker : workers) worker.join();

  Counts sum{};
  for (const Counts& part : parts) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  }
  return sum;
}
