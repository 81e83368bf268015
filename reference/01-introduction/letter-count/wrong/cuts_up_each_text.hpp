#pragma once
// Mistake: each text is cut up by itself if it is long enough, so that tiny ones are all counted by the calling thread.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

using ByteCounts = std::array<std::uint64_t, 256>;

inline ByteCounts count_bytes(std::string_view text) {
  ByteCounts counts{};
  for (const unsigned char byte : text) ++counts[byte];
  return counts;
}

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  if (threads == 0) threads = 1;
  ByteCounts total{};
  for (const std::string_view text : texts) {
    if (text.size() < 1000) {  // not worth starting threads
      for (const unsigned char byte : text) ++total[byte];
      continue;
    }
    std::vector<ByteCounts> parts(threads);
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        const std::size_t begin = text.size() * t / threads;
        parts[t] = count_bytes(text.substr(begin, text.size() * (t + 1) / threads - begin));
      });
    }
    for (std::thread& worker : workers) worker.join();
    for (const ByteCounts& part : parts) {
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    }
  }
  std::array<std::uint64_t, 26> letters{};
  for (std::size_t i = 0; i < letters.size(); ++i) letters[i] = total['a' + i] + total['A' + i];
  return letters;
}
