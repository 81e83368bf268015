#pragma once
// Fingerprints of a program: hashes of k tokens in a row, of which winnowing keeps few (Schleimer, Wilkerson, Aiken:
// "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003).
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace parcours {

/// k: shorter stretches in common say nothing, because names do not count.
inline constexpr std::size_t gram_length = 12;

/// w: of so many hashes in a row, one is kept.
inline constexpr std::size_t winnowing_window = 4;

/// t: a stretch of so many tokens that two programs share gives both of them one fingerprint at least.
inline constexpr std::size_t certain_length = gram_length + winnowing_window - 1;

using GramHash = std::uint64_t;

struct Fingerprint {
  GramHash hash = 0;
  std::size_t position = 0;  ///< of the first of its tokens
};

/// Element i: of the tokens i to i + gram_length - 1. Empty where there are fewer.
[[nodiscard]] std::vector<GramHash> gram_hashes(const std::string& kinds);

/// By position, each position once. What is in `left_out` is never chosen, whatever is beside it: a window in which two
/// programs agree gives both the same fingerprint.
[[nodiscard]] std::vector<Fingerprint> winnow(const std::vector<GramHash>& grams,
                                              const std::unordered_set<GramHash>& left_out);

}  // namespace parcours
