#include <gtest/gtest.h>

#include "intake/names.hpp"

namespace parcours {
namespace {

TEST(Names, AreFoldedWithoutCaseAccentsAndPunctuation) {
  EXPECT_EQ(folded("  Ada   BYRON "), "ada byron");
  EXPECT_EQ(folded("Åsa Öström-Weiß"), "asa ostrom weiss");
  EXPECT_EQ(folded("Łukasz Żółć"), "lukasz zolc");
  EXPECT_EQ(folded("Nguyễn Thị Ánh"), "nguyen thi anh");
  EXPECT_EQ(folded("Ștefan Ţiriac"), "stefan tiriac");
  EXPECT_EQ(folded("O'Brien O’Brien"), "obrien obrien");
  EXPECT_EQ(folded("Ærø_Œuvre.Þór"), "aero oeuvre thor");
  EXPECT_EQ(folded("..."), "");
  EXPECT_EQ(folded(""), "");
}

TEST(Names, AreTheSameComposedAndDecomposed) {
  EXPECT_EQ(folded("Jose\u0301 Mu\u0308ller"), folded("Jos\u00E9 M\u00FCller"));
  EXPECT_EQ(folded("Ada\u00A0By\u200Bron"), "ada byron");
}

TEST(Names, KeepLettersOfOtherScripts) {
  EXPECT_EQ(folded("Анна ИВАНОВА"), "анна иванова");
  EXPECT_EQ(folded("ΑΔΑ"), "αδα");
  EXPECT_EQ(folded("王小明"), "王小明");
  EXPECT_NE(folded("王"), folded("李"));
  EXPECT_EQ(folded("a\xFF z"), "a\xFF z");
}

TEST(Names, HaveOneKeyInEitherOrder) {
  EXPECT_EQ(name_key("Byron, Ada"), "ada byron");
  EXPECT_EQ(name_key("Ada Byron"), "ada byron");
  EXPECT_EQ(name_key("de la Cruz, María José"), "maria jose de la cruz");
  EXPECT_EQ(name_key("Byron,"), "byron");
  EXPECT_EQ(name_key(", Ada"), "ada");
  EXPECT_EQ(name_key(","), "");
}

TEST(Names, CanBeTurnedToBeginWithAnyWord) {
  EXPECT_EQ(name_rotations("ada king byron"),
            (std::vector<std::string>{"adakingbyron", "kingbyronada", "byronadaking"}));
  EXPECT_EQ(name_rotations("ada"), std::vector<std::string>{"ada"});
  EXPECT_EQ(name_rotations("a b c d e f g h i"), std::vector<std::string>{"abcdefghi"});
}

TEST(Names, AreTidiedOfWhatCannotBeSeen) {
  EXPECT_EQ(tidied(" \t Ada \r\n  Byron\u200B "), "Ada Byron");
  EXPECT_EQ(tidied("\u202Eevil\x1B[31m\x07"), "evil[31m");
  EXPECT_EQ(tidied("M\xFCller"), "M%FCller");
  EXPECT_EQ(tidied("\xEF\xBB\xBFid"), "id");
}

}  // namespace
}  // namespace parcours
