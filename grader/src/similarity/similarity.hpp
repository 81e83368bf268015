#pragma once
// Which submissions share long stretches of tokens: winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
// algorithms for document fingerprinting", SIGMOD 2003).
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
  std::size_t a = 0;  ///< positions in the list
  std::size_t b = 0;
  double share = 0;                    ///< of the smaller one's own fingerprints that the other one has, 0 to 1
  std::vector<SimilarRegion> regions;  ///< by a_first
};

/// The texts of C++ headers; `given`: what everybody was given (the stub, the statement's code), whose fingerprints do
/// not count, and neither do those that a large part of the class has. Names, layout and comments do not matter. Only
/// pairs that a person should look at, the most similar first. Thread-safe. Time grows with the number of texts and of
/// matches, not with its square.
[[nodiscard]] std::vector<SimilarPair> similar_pairs(const std::vector<std::string>& texts,
                                                     const std::vector<std::string>& given);

}  // namespace parcours
