#include <gtest/gtest.h>

#include "language/parts.hpp"

namespace parcours {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Parts, OfATextAreWhatChanges) {
  const Pattern pattern("run {} of {}");
  EXPECT_EQ(pattern.match("run 2 of 6"), Parts({"2", "6"}));
  EXPECT_EQ(pattern.match("run  of "), Parts({"", ""}));
  EXPECT_EQ(pattern.match("a run 2 of 6"), std::nullopt);
  EXPECT_EQ(pattern.match("run 2 out of"), std::nullopt);
}

TEST(Parts, AreAsShortAsCanBe) {
  EXPECT_EQ(Pattern("{}: {}").match("a: b: c"), Parts({"a", "b: c"}));
  EXPECT_EQ(Pattern("{} and {} and {}.").match("a and b and c and d."), Parts({"a", "b", "c and d"}));
}

TEST(Parts, NeverShareACharacterOfTheText) {
  EXPECT_EQ(Pattern("aa{}aa").match("aaa"), std::nullopt);
  EXPECT_EQ(Pattern("aa{}aa").match("aaaa"), Parts({""}));
}

TEST(Parts, AreNoneInAFixedText) {
  const Pattern pattern("It compiles");
  EXPECT_FALSE(pattern.has_parts());
  EXPECT_EQ(pattern.match("It compiles"), Parts());
  EXPECT_EQ(pattern.match("It compiles."), std::nullopt);
}

TEST(Parts, FillATranslationInOrderOrByNumber) {
  EXPECT_EQ(with_parts("{} sur {}", {"3", "5"}), "3 sur 5");
  EXPECT_EQ(with_parts("sur {1}, {0}", {"3", "5"}), "sur 5, 3");
  EXPECT_EQ(with_parts("{ x; } {}", {"3"}), "{ x; } 3");
}

TEST(Parts, OfATranslationAreThoseOfItsOriginal) {
  EXPECT_TRUE(same_parts("{} of {}", "{1}, {0}"));
  EXPECT_TRUE(same_parts("{ x; }", "{ y; }"));
  EXPECT_FALSE(same_parts("{} of {}", "{}"));
  EXPECT_FALSE(same_parts("{}", "{} {0}"));
  EXPECT_FALSE(same_parts("{}", "{1}"));
}

}  // namespace
}  // namespace parcours
