#include <gtest/gtest.h>

#include <set>

#include "similarity/words.hpp"

namespace parcours {
namespace {

TEST(RoleOf, AWordThatTheLanguageDoesNotKnowIsAName) {
  for (const char* word : {"mutex", "If", "_", "class_", "\xc3\xa4"})
    EXPECT_EQ(role_of(word).role, WordRole::name) << word;
}

TEST(RoleOf, WhatStartsWithADigitIsANumber) {
  for (const char* word : {"0", "1'000", "0x1fu", ".5f", "true", "nullptr"})
    EXPECT_EQ(role_of(word).role, WordRole::number) << word;
}

TEST(RoleOf, AKeywordHasAKindOfItsOwn) {
  std::set<std::string> kinds{std::string(1, name_kind), std::string(1, number_kind), std::string(1, literal_kind)};
  for (const char* word : {"if", "while", "return", "class", "using", "static_cast", "co_await", "asm"}) {
    const Word known = role_of(word);
    EXPECT_EQ(known.role, WordRole::keyword) << word;
    EXPECT_EQ(known.kinds.size(), 1U) << word;
    EXPECT_TRUE(kinds.insert(known.kinds).second) << word;
  }
}

TEST(RoleOf, KeywordsThatStandForEachOtherHaveTheSameKind) {
  EXPECT_EQ(role_of("struct").kinds, role_of("class").kinds);
  EXPECT_EQ(role_of("typedef").kinds, role_of("using").kinds);
  EXPECT_EQ(role_of("const_cast").kinds, role_of("static_cast").kinds);
}

TEST(RoleOf, AnOperatorMayBeSpelledAsAWord) {
  EXPECT_EQ(role_of("and").kinds, "&&");
  EXPECT_EQ(role_of("not_eq").kinds, "!=");
  EXPECT_EQ(role_of("const").role, WordRole::nothing);
  EXPECT_EQ(role_of("unsigned").role, WordRole::type);
}

}  // namespace
}  // namespace parcours
