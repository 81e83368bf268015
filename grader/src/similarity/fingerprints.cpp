#include "similarity/fingerprints.hpp"

#include <algorithm>

namespace parcours {
namespace {

/// So that the smallest hash is any, and not the one of the tokens that come first in the table (the last steps of
/// MurmurHash3, which lose nothing).
GramHash mixed(GramHash hash) {
  hash ^= hash >> 33U;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33U;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33U);
}

GramHash value_of(char kind) { return static_cast<unsigned char>(kind) + GramHash{1}; }

}  // namespace

std::vector<GramHash> gram_hashes(const std::string& kinds) {
  constexpr GramHash base = 0x9e3779b97f4a7c15ULL;
  if (kinds.size() < gram_length) return {};
  GramHash leaving_weight = 1;
  for (std::size_t i = 0; i < gram_length; ++i) leaving_weight *= base;
  std::vector<GramHash> grams;
  grams.reserve(kinds.size() - gram_length + 1);
  GramHash rolling = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    rolling = rolling * base + value_of(kinds[i]);
    if (i >= gram_length) rolling -= value_of(kinds[i - gram_length]) * leaving_weight;
    if (i + 1 >= gram_length) grams.push_back(mixed(rolling));
  }
  return grams;
}

std::vector<Fingerprint> winnow(const std::vector<GramHash>& grams, const std::unordered_set<GramHash>& left_out) {
  std::vector<char> may_be_chosen(grams.size());
  std::transform(grams.begin(), grams.end(), may_be_chosen.begin(),
                 [&](GramHash gram) { return static_cast<char>(!left_out.contains(gram)); });
  std::vector<Fingerprint> chosen;
  for (std::size_t end = std::min(winnowing_window, grams.size()); end <= grams.size() && end > 0; ++end) {
    const std::size_t begin = end - std::min(winnowing_window, end);
    std::size_t smallest = end;
    for (std::size_t i = begin; i < end; ++i) {
      // Of equal ones the last: it stays the smallest for longest.
      if (may_be_chosen[i] != 0 && (smallest == end || grams[i] <= grams[smallest])) smallest = i;
    }
    if (smallest != end && (chosen.empty() || chosen.back().position < smallest))
      chosen.push_back({grams[smallest], smallest});
  }
  return chosen;
}

}  // namespace parcours
