#pragma once
// Counts the letters a to z in many texts with several threads.
//
// All the texts, one after the other, form one long row of bytes. Each thread gets a stretch of that row, and all
// stretches are equally long. Whether the row is one huge text or a million tiny ones makes no difference to how even
// the work is.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

namespace letter_count_detail {

/// How often each byte value occurs. Counting all 256 spares the loop any decision about what a letter is.
using ByteCounts = std::array<std::uint64_t, 256>;

/// Below this many bytes, starting one more thread takes longer than what it saves.
inline constexpr std::size_t kWorthAThread = 16 * 1024;

/// Counts the bytes from `begin` up to, but not including, `end` of the row that `texts` form.
inline ByteCounts count_stretch(std::span<const std::string_view> texts, std::size_t begin, std::size_t end) {
  ByteCounts counts{};         // on this thread's own stack: nobody else writes near it
  std::size_t text_begin = 0;  // where in the row the current text begins
  for (const std::string_view text : texts) {
    if (text_begin >= end) break;
    const std::size_t text_end = text_begin + text.size();
    if (text_end > begin) {
      const std::size_t from = std::max(begin, text_begin) - text_begin;
      const std::size_t to = std::min(end, text_end) - text_begin;
      for (const char c : text.substr(from, to - from)) ++counts[static_cast<unsigned char>(c)];
    }
    text_begin = text_end;
  }
  return counts;
}

}  // namespace letter_count_detail

inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string_view> texts, unsigned threads) {
  namespace detail = letter_count_detail;

  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();

  // At least one share, never more than there are threads, and none too small to be worth it.
  const std::size_t most = std::max<std::size_t>(threads, 1);
  const std::size_t shares = std::clamp<std::size_t>(bytes / detail::kWorthAThread, 1, most);

  // Share i ends where share i + 1 begins, by the same formula, and the last one ends at `bytes`: the first bytes %
  // shares of them are one byte longer than the others.
  const auto share_begin = [&](std::size_t share) {
    return share * (bytes / shares) + std::min(share, bytes % shares);
  };

  // One slot a thread, written once, when its share is done. Declared before the threads, so that it outlives them.
  std::vector<detail::ByteCounts> slots(shares);
  {
    const auto work = [&](std::size_t share) {
      slots[share] = detail::count_stretch(texts, share_begin(share), share_begin(share + 1));
    };
    std::vector<std::jthread> helpers;
    helpers.reserve(shares - 1);
    for (std::size_t share = 1; share < shares; ++share) helpers.emplace_back(work, share);
    work(0);  // the calling thread has nothing better to do
  }  // each jthread is joined here; after that, its slot may be read

  std::array<std::uint64_t, 26> letters{};
  for (const detail::ByteCounts& counts : slots) {
    for (std::size_t i = 0; i < letters.size(); ++i) letters[i] += counts['a' + i] + counts['A' + i];
  }
  return letters;
}
