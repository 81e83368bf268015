#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "similarity/pairs.hpp"

namespace parcours {
namespace {

using Prints = std::vector<std::vector<GramHash>>;

/// `count` fingerprints from `first` on.
std::vector<GramHash> range(GramHash first, std::size_t count) {
  std::vector<GramHash> hashes(count);
  for (std::size_t i = 0; i < count; ++i) hashes[i] = first + i;
  return hashes;
}

std::vector<GramHash> both(std::vector<GramHash> a, const std::vector<GramHash>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  return a;
}

/// Fingerprints that nobody else has.
std::vector<GramHash> own(std::size_t text, std::size_t count) { return range(1'000'000 * (text + 1), count); }

/// "0-1 0.75 2-3 0.50 " of the pairs found.
std::string shown(const FoundPairs& found) {
  std::string text;
  for (const FingerprintPair& pair : found.pairs) text += fmt::format("{}-{} {:.2f} ", pair.a, pair.b, pair.share);
  return text;
}

TEST(FindPairs, TellsTheShareOfTheSmallerOne) {
  const Prints prints{both(own(0, 25), range(0, 75)), both(own(1, 425), range(0, 75)), own(2, 100)};
  EXPECT_EQ(shown(find_pairs(prints, 10)), "0-1 0.75 ");
}

TEST(FindPairs, PutsTheGreatestShareFirst) {
  const Prints prints{both(own(0, 50), range(0, 50)), both(own(1, 20), range(100, 80)), both(own(2, 50), range(0, 50)),
                      both(own(3, 20), range(100, 80))};
  EXPECT_EQ(shown(find_pairs(prints, 10)), "1-3 0.80 0-2 0.50 ");
}

TEST(FindPairs, LeavesOutWhatIsTooSmallToTell) {
  EXPECT_EQ(shown(find_pairs({range(0, fewest_fingerprints), range(0, fewest_fingerprints)}, 10)), "0-1 1.00 ");
  EXPECT_EQ(shown(find_pairs({range(0, fewest_fingerprints - 1), range(0, 100)}, 10)), "");
  EXPECT_EQ(shown(find_pairs({{}, {}}, 10)), "");
  EXPECT_EQ(shown(find_pairs({}, 10)), "");
}

TEST(FindPairs, DoesNotCountWhatALargePartOfTheClassHas) {
  Prints prints;
  for (std::size_t text = 0; text < 40; ++text) {
    // The first 11 have 60 in common, which is more than a quarter of the class; the first two also 30 that count.
    std::vector<GramHash> all = own(text, 60);
    if (text < 11) all = both(all, range(0, 60));
    if (text < 2) all = both(all, range(100, 60));
    prints.push_back(all);
  }
  const FoundPairs found = find_pairs(prints, 10);
  EXPECT_EQ(found.common, range(0, 60));
  EXPECT_EQ(shown(found), "0-1 0.50 ");
}

TEST(FindPairs, FindsARingOfTenInAClassOfTwenty) {
  Prints prints;
  for (std::size_t text = 0; text < 20; ++text)
    prints.push_back(text < 10 ? both(own(text, 10), range(0, 90)) : own(text, 100));
  const FoundPairs found = find_pairs(prints, 100);
  EXPECT_EQ(found.pairs.size(), 45U);
  EXPECT_TRUE(found.common.empty());
}

TEST(FindPairs, WantsAPairToStandOutFromItsClass) {
  // Each of 16 ways to write something is that of ten in the class of twenty.
  Prints prints;
  for (std::size_t text = 0; text < 20; ++text) prints.push_back(own(text, 100));
  std::mt19937 random(1);
  for (std::size_t way = 0; way < 16; ++way) {
    std::vector<std::size_t> texts(20);
    std::iota(texts.begin(), texts.end(), 0);
    std::shuffle(texts.begin(), texts.end(), random);
    for (std::size_t i = 0; i < 10; ++i) prints[texts[i]] = both(prints[texts[i]], range(1000 * way, 50));
  }
  const Prints few{prints.begin(), prints.begin() + 7};
  EXPECT_NE(shown(find_pairs(few, 10)), "");  // too few to tell what is usual
  EXPECT_EQ(shown(find_pairs(prints, 10)), "");
  prints[7] = prints[3];
  prints[7].resize(prints[7].size() - 10);
  EXPECT_EQ(shown(find_pairs(prints, 10)), "3-7 1.00 ");
}

TEST(FindPairs, TakesAlmostAllForAPairThoughTheWholeClassIsLikeThat) {
  Prints prints;
  for (std::size_t text = 0; text < 9; ++text) prints.push_back(both(own(text, 10), range(0, 90)));
  EXPECT_EQ(find_pairs(prints, 100).pairs.size(), 36U);
}

TEST(FindPairs, KeepsTheMostSimilarOfTooMany) {
  Prints prints;
  for (std::size_t pair = 0; pair < 50; ++pair) {
    for (std::size_t text = 2 * pair; text < 2 * pair + 2; ++text)
      prints.push_back(both(own(text, 50 - pair), range(1000 * (pair + 1), 50 + pair)));
  }
  EXPECT_EQ(shown(find_pairs(prints, 2)), "98-99 0.99 96-97 0.98 ");
}

}  // namespace
}  // namespace parcours
