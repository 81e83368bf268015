#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "similarity/fingerprints.hpp"

namespace parcours {
namespace {

std::string random_kinds(std::mt19937& random, std::size_t length) {
  std::string kinds;
  while (kinds.size() < length) kinds += static_cast<char>(random() % 8);
  return kinds;
}

std::set<GramHash> prints(const std::string& kinds, const std::unordered_set<GramHash>& left_out = {}) {
  std::set<GramHash> found;
  for (const Fingerprint& print : winnow(gram_hashes(kinds), left_out)) found.insert(print.hash);
  return found;
}

bool have_one_in_common(const std::set<GramHash>& a, const std::set<GramHash>& b) {
  return std::any_of(a.begin(), a.end(), [&](GramHash hash) { return b.contains(hash); });
}

TEST(GramHashes, DependOnTheirTokensOnly) {
  std::mt19937 random(1);
  const std::string same = random_kinds(random, gram_length);
  const auto first = gram_hashes(random_kinds(random, 7) + same);
  const auto second = gram_hashes(random_kinds(random, 30) + same);
  ASSERT_EQ(first.size(), 8U);
  ASSERT_EQ(second.size(), 31U);
  EXPECT_EQ(first.back(), second.back());
  EXPECT_NE(first.front(), second.front());
  std::string other = same;
  other.front() = static_cast<char>(other.front() + 1);
  EXPECT_NE(gram_hashes(same), gram_hashes(other));
}

TEST(GramHashes, OfFewerTokensThereAreNone) {
  EXPECT_TRUE(gram_hashes("").empty());
  EXPECT_TRUE(gram_hashes(std::string(gram_length - 1, 'a')).empty());
  EXPECT_EQ(gram_hashes(std::string(gram_length, 'a')).size(), 1U);
}

TEST(Winnow, FindsEveryMatchOfTheCertainLength) {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    const std::string match = random_kinds(random, certain_length);
    const std::string a = random_kinds(random, random() % 40) + match + random_kinds(random, random() % 40);
    const std::string b = random_kinds(random, random() % 40) + match + random_kinds(random, random() % 40);
    ASSERT_TRUE(have_one_in_common(prints(a), prints(b))) << round;
  }
}

TEST(Winnow, FindsAMatchBesideWhatIsLeftOut) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    const std::string given = random_kinds(random, 60);
    const auto grams = gram_hashes(given);
    const std::unordered_set<GramHash> left_out(grams.begin(), grams.end());
    const std::string match = random_kinds(random, certain_length);
    const std::string after_given = given + match;
    const std::string before_given = match + given;
    const auto a = prints(after_given + random_kinds(random, 20), left_out);
    const auto b = prints(random_kinds(random, 20) + before_given, left_out);
    ASSERT_TRUE(have_one_in_common(a, b)) << round;
  }
}

TEST(Winnow, NeverChoosesWhatIsLeftOut) {
  std::mt19937 random(4);
  const std::string given = random_kinds(random, 200);
  const auto grams = gram_hashes(given);
  EXPECT_TRUE(winnow(grams, {grams.begin(), grams.end()}).empty());
  for (const GramHash hash : prints(random_kinds(random, 50) + given, {grams.begin(), grams.end()}))
    EXPECT_EQ(std::count(grams.begin(), grams.end(), hash), 0);
}

TEST(Winnow, KeepsAFractionInOrder) {
  std::mt19937 random(5);
  const auto grams = gram_hashes(random_kinds(random, 10'000));
  const auto chosen = winnow(grams, {});
  EXPECT_LT(chosen.size(), grams.size() / 2);
  EXPECT_GT(chosen.size(), grams.size() / winnowing_window);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    EXPECT_EQ(chosen[i].hash, grams[chosen[i].position]);
    if (i > 0) EXPECT_LT(chosen[i - 1].position, chosen[i].position);
  }
}

TEST(Winnow, OfATextShorterThanTheWindowKeepsOne) {
  EXPECT_TRUE(winnow({}, {}).empty());
  EXPECT_EQ(winnow(gram_hashes(std::string(gram_length, 'a')), {}).size(), 1U);
}

}  // namespace
}  // namespace parcours
