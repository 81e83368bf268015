#include "similarity/similarity.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "similarity/fingerprints.hpp"
#include "similarity/pairs.hpp"
#include "similarity/regions.hpp"
#include "similarity/tokens.hpp"

namespace parcours {
namespace {

std::unordered_set<GramHash> hashes_of(const std::vector<std::string>& given) {
  std::unordered_set<GramHash> hashes;
  for (const std::string& text : given) {
    const std::vector<GramHash> grams = gram_hashes(program_tokens(text).kinds);
    hashes.insert(grams.begin(), grams.end());
  }
  return hashes;
}

/// Sorted, each once.
std::vector<GramHash> prints_of(const std::string& kinds, const std::unordered_set<GramHash>& given) {
  std::vector<GramHash> hashes;
  for (const Fingerprint& print : winnow(gram_hashes(kinds), given)) hashes.push_back(print.hash);
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

/// The different programs among the texts.
struct Programs {
  std::vector<std::size_t> texts;             ///< of each, the first text that is it
  std::vector<std::vector<GramHash>> prints;  ///< of each
  std::vector<SimilarPair> identical;         ///< each other text with the first
};

Programs different_programs(const std::vector<std::string>& texts, const std::unordered_set<GramHash>& given) {
  Programs found;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t text = 0; text < texts.size(); ++text) {
    const auto [entry, is_new] = known.emplace(program_tokens(texts[text]).kinds, found.texts.size());
    if (is_new) {
      found.texts.push_back(text);
      found.prints.push_back(prints_of(entry->first, given));
    } else if (found.prints[entry->second].size() >= fewest_fingerprints) {
      found.identical.push_back({found.texts[entry->second], text, 1, {}});
    }
  }
  return found;
}

}  // namespace

std::vector<SimilarPair> similar_pairs(const std::vector<std::string>& texts, const std::vector<std::string>& given,
                                       std::size_t at_most) {
  const std::unordered_set<GramHash> given_hashes = hashes_of(given);
  Programs programs = different_programs(texts, given_hashes);
  const FoundPairs found = find_pairs(programs.prints, at_most);
  std::vector<SimilarPair> pairs = std::move(programs.identical);
  std::sort(pairs.begin(), pairs.end(),
            [](const SimilarPair& x, const SimilarPair& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  const std::size_t identical = pairs.size();
  for (const FingerprintPair& pair : found.pairs)
    pairs.push_back({programs.texts[pair.a], programs.texts[pair.b], pair.share, {}});
  if (pairs.size() > at_most) pairs.resize(at_most);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    SimilarPair& pair = pairs[i];
    // Of two that are the same all matches, were it common in the class or not.
    const std::vector<GramHash>& common = i < identical ? std::vector<GramHash>{} : found.common;
    pair.regions =
        matching_regions(mark(texts[pair.a], given_hashes), mark(texts[pair.b], given_hashes), given_hashes, common);
  }
  return pairs;
}

}  // namespace parcours
