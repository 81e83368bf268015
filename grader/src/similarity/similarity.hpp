#pragma once
// Which submissions share long stretches of tokens: winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
// algorithms for document fingerprinting", SIGMOD 2003). docs/similarity.md says how, and what it is good for.
#include <cstddef>
#include <string>
#include <vector>

namespace parcours {

struct SimilarRegion {
  int a_first = 0;  ///< lines from 1, both ends included
  int a_last = 0;
  int b_first = 0;
  int b_last = 0;
};

struct SimilarPair {
  std::size_t a = 0;  ///< positions in the list, a < b
  std::size_t b = 0;
  double share = 0;                    ///< of the smaller one's own fingerprints that the other one has, 0 to 1
  std::vector<SimilarRegion> regions;  ///< by a_first; no line twice on the same side
};

/// So many pairs a person may look at in an evening.
inline constexpr std::size_t most_similar_pairs = 200;

/// The texts of C++ headers; `given`: what everybody was given (the stub, the statement's code), whose fingerprints do
/// not count, and neither do those that more than ten texts and a quarter of the class have. Names, layout and comments
/// do not matter. Only pairs that a person should look at, the most similar first, at most `at_most` of them: where so
/// many come back, there may be more. Texts that are the same but for what does not matter are paired with the first of
/// them only, which stands for all of them in other pairs. Texts that hardly differ from what was given are in no pair.
/// Thread-safe. Time grows with the number of texts and of fingerprints in common, memory with the length of the texts.
[[nodiscard]] std::vector<SimilarPair> similar_pairs(const std::vector<std::string>& texts,
                                                     const std::vector<std::string>& given,
                                                     std::size_t at_most = most_similar_pairs);

}  // namespace parcours
