#pragma once
// Which sets of fingerprints have more in common than others of their class.
#include <cstddef>
#include <vector>

#include "similarity/fingerprints.hpp"

namespace parcours {

/// A fingerprint in more texts than a quarter of the class, and than this, is common code: the way to write it.
inline constexpr std::size_t fewest_that_make_common = 10;

/// A text with fewer fingerprints of its own is in no pair: about six statements.
inline constexpr std::size_t fewest_fingerprints = 24;

/// No pair below the first, every pair from the second on. Between them it must stand out from the class.
inline constexpr double least_share = 0.5;
inline constexpr double certain_share = 0.8;

struct FingerprintPair {
  std::size_t a = 0;  ///< positions in the list, a < b
  std::size_t b = 0;
  double share = 0;  ///< of the fingerprints of the one that has fewer, 0 to 1
};

struct FoundPairs {
  std::vector<FingerprintPair> pairs;  ///< the greatest share first, then by position
  std::vector<GramHash> common;        ///< sorted
};

/// `prints`: of each text, sorted, each once. Common fingerprints count neither as shared nor as one's own. At most
/// `at_most` pairs, the greatest shares. Memory grows with the number of fingerprints, not of pairs.
[[nodiscard]] FoundPairs find_pairs(const std::vector<std::vector<GramHash>>& prints, std::size_t at_most);

}  // namespace parcours
