#include <gtest/gtest.h>

#include <set>

#include "batch/file_stems.hpp"

namespace parcours {
namespace {

using Texts = std::vector<std::string>;

TEST(FileStems, LeavePlainIdsAsTheyAre) { EXPECT_EQ(file_stems({"ada", "b-2_c.d"}), (Texts{"ada", "b-2_c.d"})); }

TEST(FileStems, LetNoIdOutOfItsFolder) {
  EXPECT_EQ(file_stems({"../x", "a/b", ".hidden", "é", std::string("a\0b", 3)}),
            (Texts{"%2E.%2Fx", "a%2Fb", "%2Ehidden", "%C3%A9", "a%00b"}));
}

TEST(FileStems, DifferAlsoWhereCaseDoesNotCount) {
  const Texts stems = file_stems({"Ada", "ada", "ADA"});
  EXPECT_EQ(stems[0], "Ada");
  EXPECT_EQ(std::set<std::string>(stems.begin(), stems.end()).size(), 3U);
  EXPECT_NE(stems[1], "ada");
}

TEST(FileStems, AreNeverTooLongOrEmpty) {
  const Texts stems = file_stems({std::string(5000, 'x'), std::string(5000, 'x') + "y", ""});
  for (const std::string& stem : stems) EXPECT_LE(stem.size(), 100U);
  EXPECT_NE(stems[0], stems[1]);
  EXPECT_FALSE(stems[2].empty());
}

}  // namespace
}  // namespace parcours
