#pragma once
// Mistake: only whole texts are dealt out, so one huge text is counted by one thread.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

using Counts = std::array<std::uint64_t, 26>;

inline void count_bytes(std::string_view text, Counts& counts) {
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') ++counts[c - 'a'];
    if (c >= 'A' && c <= 'Z') ++counts[c - 'A'];
  }
}

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  if (threads == 0) threads = 1;
  std::vector<Counts> parts(threads);
  std::vector<std::thread> workers;
  for (unsigned t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      Counts mine{};
      const std::size_t end = texts.size() * (t + 1) / threads;
      for (std::size_t i = texts.size() * t / threads; i < end; ++i) count_bytes(texts[i], mine);
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
