#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "random_program.hpp"
#include "similarity/regions.hpp"

namespace parcours {
namespace {

std::unordered_set<GramHash> hashes_of(const std::string& given) {
  const auto grams = gram_hashes(program_tokens(given).kinds);
  return {grams.begin(), grams.end()};
}

/// "3-9=5-11 " of each region.
std::string regions(const std::string& a, const std::string& b, const std::string& given = "") {
  const auto hashes = hashes_of(given);
  std::string text;
  for (const SimilarRegion& region : matching_regions(mark(a, hashes), mark(b, hashes), hashes, {}))
    text += fmt::format("{}-{}={}-{} ", region.a_first, region.a_last, region.b_first, region.b_last);
  return text;
}

/// `line` and blanks around it: nothing that could match before or after.
std::string fence(const std::string& line) { return "\n" + line + "\n\n"; }

const std::string left = fence("do do do do do do do do do do do do do do do do do do");
const std::string right = fence("else else else else else else else else else else else");

TEST(MatchingRegions, AreWholeStretches) {
  const std::string same = random_statements(1, 10);
  EXPECT_EQ(regions(left + same + left, right + right + same + right), "4-13=7-16 ");
  EXPECT_EQ(regions(same, same), "1-10=1-10 ");
}

TEST(MatchingRegions, OfDifferentProgramsThereAreNone) {
  EXPECT_EQ(regions(random_statements(1, 50), random_statements(2, 50)), "");
  EXPECT_EQ(regions("", ""), "");
  EXPECT_EQ(regions("a;", "a;"), "");
}

TEST(MatchingRegions, FollowPartsThatWereMoved) {
  const std::string first = random_statements(1, 10);
  const std::string second = random_statements(2, 8);
  EXPECT_EQ(regions(first + left + second, second + right + first), "1-10=12-21 14-21=1-8 ");
}

TEST(MatchingRegions, GoOnPastATokenThatWasChanged) {
  std::string changed = random_statements(1, 12);
  const std::string original = changed;
  const std::size_t middle = changed.find(";\n", changed.size() / 2);
  changed[middle] = ',';
  EXPECT_EQ(regions(original, changed), "1-12=1-12 ");
}

TEST(MatchingRegions, EndWhereLinesWerePutIn) {
  const std::string first = random_statements(1, 6);
  const std::string second = random_statements(2, 6);
  EXPECT_EQ(regions(first + second, first + left + second), "1-6=1-6 7-12=10-15 ");
}

TEST(MatchingRegions, LeaveOutWhatWasGiven) {
  const std::string stub = random_statements(9, 8);
  const std::string first = random_statements(1, 10);
  const std::string second = random_statements(2, 10);
  EXPECT_EQ(regions(stub + first + left + stub + second, stub + first + right + stub + second, stub + left),
            "9-18=9-18 30-39=30-39 ");
  EXPECT_EQ(regions(stub, stub, stub), "");
}

TEST(MatchingRegions, LeaveOutFingerprintsThatAreCommon) {
  const std::string common_code = random_statements(1, 10);
  const std::string own_code = random_statements(2, 10);
  std::vector<GramHash> common;
  for (const Fingerprint& print : mark(common_code, {}).prints) common.push_back(print.hash);
  std::sort(common.begin(), common.end());
  const auto found =
      matching_regions(mark(common_code + left + own_code, {}), mark(own_code + right + common_code, {}), {}, common);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].a_first, 14);
  EXPECT_EQ(found[0].b_first, 1);
}

TEST(MatchingRegions, DoNotOverlapAndTheLongestIsWhole) {
  const std::string longer = random_statements(1, 12);
  const std::string beginning = random_statements(1, 6);  // of the longer one
  EXPECT_EQ(regions(longer, beginning + left + longer), "1-12=10-21 ");
  EXPECT_EQ(regions(beginning + left + longer, longer), "10-21=1-12 ");
}

TEST(MatchingRegions, OfTextsThatRepeatThemselvesAreBounded) {
  std::string repeated;
  std::string one_token;
  while (repeated.size() < 1U << 20U) repeated += random_statements(1, 5);
  while (one_token.size() < 1U << 20U) one_token += "+";
  const auto marked = mark(repeated, {});
  const auto found = matching_regions(marked, marked, {}, {});
  EXPECT_GE(found.size(), 1U);
  EXPECT_LE(found.size(), most_regions);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LT(found[i - 1].a_last, found[i].a_first);
  EXPECT_EQ(matching_regions(mark(one_token, {}), mark(one_token, {}), {}, {}).size(), 1U);
}

}  // namespace
}  // namespace parcours
