#pragma once
// Where two programs are the same.
#include <unordered_set>
#include <vector>

#include "similarity/fingerprints.hpp"
#include "similarity/similarity.hpp"
#include "similarity/tokens.hpp"

namespace parcours {

/// More are not shown: the longest count.
inline constexpr std::size_t most_regions = 100;

/// A program with its fingerprints, by position.
struct MarkedProgram {
  ProgramTokens tokens;
  std::vector<GramHash> grams;
  std::vector<Fingerprint> prints;
};

/// `given`: hashes of the code that everybody was given. It has no fingerprints.
[[nodiscard]] MarkedProgram mark(const std::string& source, const std::unordered_set<GramHash>& given);

/// Stretches of the same tokens around fingerprints that both have, but for those in `common` (sorted). A few tokens
/// that differ in the middle do not divide a stretch; code that was given does. No line is in two of them on the same
/// side; where stretches compete, the longest is kept whole. By a_first.
[[nodiscard]] std::vector<SimilarRegion> matching_regions(const MarkedProgram& a, const MarkedProgram& b,
                                                          const std::unordered_set<GramHash>& given,
                                                          const std::vector<GramHash>& common);

}  // namespace parcours
