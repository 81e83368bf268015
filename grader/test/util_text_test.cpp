#include <gtest/gtest.h>

#include "util/text.hpp"
#include "verdict/finding.hpp"

namespace parcours {
namespace {

using Texts = std::vector<std::string>;

TEST(Trim, TakesBlanksFromBothEndsOnly) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
}

TEST(Trim, LeavesNothingOfBlanks) {
  EXPECT_EQ(trim(" \n\t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (Texts{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), Texts{""});
  EXPECT_EQ(split("whole", ','), Texts{"whole"});
}

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(EditDistance, CountsSwappedNeighboursOnce) {
  EXPECT_EQ(edit_distance("kidn", "kind"), 1U);
  EXPECT_EQ(edit_distance("ab", "ba"), 1U);
}

TEST(Nearest, OffersAMistypedWord) {
  const Texts known{"points", "title", "kind"};
  EXPECT_EQ(nearest("pionts", known), "points");
  EXPECT_EQ(nearest("kidn", known), "kind");
  EXPECT_EQ(nearest("title", known), "title");
}

TEST(Nearest, OffersNothingWhenNoWordIsNear) {
  EXPECT_EQ(nearest("zebra", {"points", "title"}), "");
  EXPECT_EQ(nearest("x", {"y"}), "");
  EXPECT_EQ(nearest("", {"", "a"}), "");
  EXPECT_EQ(nearest("points", {}), "");
}

TEST(Nearest, PrefersTheFirstOfEquallyNearWords) { EXPECT_EQ(nearest("test", {"text", "tent"}), "text"); }

TEST(DidYouMean, EndsAMessageOrIsEmpty) {
  EXPECT_EQ(did_you_mean("rase", {"race", "speed"}), "; did you mean `race`?");
  EXPECT_EQ(did_you_mean("zebra", {"race", "speed"}), "");
}

TEST(KebabCase, AcceptsWordsJoinedBySingleHyphens) {
  for (const char* good : {"a", "bounded-queue", "mpi-2", "x1-y2-z3"}) EXPECT_TRUE(is_kebab_case(good)) << good;
  for (const char* bad : {"", "-", "-a", "a-", "a--b", "A", "a_b", "2a", "a b", "a/b", "é"}) {
    EXPECT_FALSE(is_kebab_case(bad)) << bad;
  }
}

TEST(FindingNames, AreReadBackAsTheSameKind) {
  EXPECT_EQ(all_finding_kinds().size(), 15U);
  for (const FindingKind kind : all_finding_kinds()) {
    FindingKind parsed = kind == FindingKind::leak ? FindingKind::crash : FindingKind::leak;
    EXPECT_TRUE(parse_finding_kind(to_string(kind), parsed)) << to_string(kind);
    EXPECT_EQ(parsed, kind);
  }
  EXPECT_EQ(to_string(FindingKind::data_race), "data-race");
  EXPECT_EQ(to_string(Severity::review), "review");
}

TEST(FindingNames, LeaveTheKindAloneWhenTheTextNamesNone) {
  FindingKind kind = FindingKind::crash;
  EXPECT_FALSE(parse_finding_kind("data_race", kind));
  EXPECT_FALSE(parse_finding_kind("", kind));
  EXPECT_EQ(kind, FindingKind::crash);
}

TEST(SizeText, IsExact) {
  EXPECT_EQ(size_text(0), "0 bytes");
  EXPECT_EQ(size_text(1023), "1023 bytes");
  EXPECT_EQ(size_text(1024), "1 KiB");
  EXPECT_EQ(size_text((1 << 20) + 1024), "1025 KiB");
  EXPECT_EQ(size_text(64 << 20), "64 MiB");
  EXPECT_EQ(size_text((64 << 20) + 1), "67108865 bytes");
}

}  // namespace
}  // namespace parcours
