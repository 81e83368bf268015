#pragma once
// Chunks of limited size in a list; every thread takes the next one from an atomic index until none is left.
#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  constexpr std::size_t block_bytes = 64 * 1024;

  // A chunk is either a piece of one text or a run of whole texts.
  struct Chunk {
    std::size_t first, last;    // texts
    std::size_t begin, length;  // bytes, applied to each of them
  };
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < texts.size();) {
    if (texts[i].size() > block_bytes) {
      for (std::size_t at = 0; at < texts[i].size(); at += block_bytes) chunks.push_back({i, i + 1, at, block_bytes});
      ++i;
      continue;
    }
    std::size_t j = i;
    std::size_t weight = 0;
    for (; j < texts.size() && texts[j].size() <= block_bytes && weight < block_bytes; ++j)
      weight += texts[j].size() + 8;
    chunks.push_back({i, j, 0, block_bytes});
    i = j;
  }

  std::array<std::atomic<std::uint64_t>, 26> result{};
  std::atomic<std::size_t> next{0};
  auto worker = [&] {
    std::array<std::uint64_t, 256> mine{};
    for (std::size_t k = next++; k < chunks.size(); k = next++) {
      const Chunk& chunk = chunks[k];
      for (std::size_t i = chunk.first; i < chunk.last; ++i) {
        for (unsigned char byte : texts[i].substr(chunk.begin, chunk.length)) ++mine[byte];
      }
    }
    for (std::size_t i = 0; i < 26; ++i) result[i] += mine['a' + i] + mine['A' + i];
  };

  if (threads < 1) threads = 1;
  {
    std::vector<std::jthread> crew;
    for (unsigned t = 1; t < threads && t < chunks.size(); ++t) crew.emplace_back(worker);
    worker();
  }
  std::array<std::uint64_t, 26> out{};
  for (std::size_t i = 0; i < 26; ++i) out[i] = result[i];
  return out;
}
