#include <gtest/gtest.h>

#include "util/cpp_text.hpp"

namespace parcours {
namespace {

/// The tokens of `source` with a bar between them, blanks left out.
std::string cut(const std::string& source) {
  std::string text;
  for (std::size_t at = 0; at < source.size();) {
    const CppToken token = token_at(source, at);
    EXPECT_GT(token.end, at);
    EXPECT_LE(token.end, source.size());
    const std::string part = source.substr(at, token.end - at);
    if (part != " ") text += (text.empty() ? "" : "|") + part;
    at = token.end;
  }
  return text;
}

TEST(TokenAt, KnowsLiteralsAndComments) {
  EXPECT_EQ(cut("a = \"x // y\"; // z"), "a|=|\"x // y\"|;|// z");
  EXPECT_EQ(cut("'\\''+/* \" */b"), "'\\''|+|/* \" */|b");
  EXPECT_EQ(cut("R\"(a\"b)\" c"), "R\"(a\"b)\"|c");
  EXPECT_EQ(cut("u8R\"x()y)x\"c"), "u8R\"x()y)x\"|c");
  EXPECT_EQ(cut("L\"a\" u'b'"), "L\"a\"|u'b'");
}

TEST(TokenAt, DoesNotTakeTheEndOfAWordForAPrefix) {
  EXPECT_EQ(cut("fooR\"(\" b"), "fooR|\"(\"|b");
  EXPECT_EQ(cut("1'R\"(\" b"), "1'R|\"(\"|b");
  EXPECT_EQ(cut("1'000'000 'x'"), "1'000'000|'x'");
  EXPECT_EQ(cut("1e+5-3 .5f"), "1e+5|-|3|.5f");
}

TEST(TokenAt, EndsWhatIsNotClosed) {
  EXPECT_EQ(cut("\"abc\nd"), "\"abc|\n|d");
  EXPECT_EQ(cut("/* abc"), "/* abc");
  EXPECT_EQ(cut("R\"(abc"), "R\"(abc");
  EXPECT_EQ(cut("\"\\"), "\"\\");
}

TEST(TokenAt, TakesSixteenCharactersForADelimiterAndNoMore) {
  const std::string longest(16, 'd');
  EXPECT_EQ(cut("R\"" + longest + "(a\"b\nc)" + longest + "\" d"), "R\"" + longest + "(a\"b\nc)" + longest + "\"|d");
  const std::string longer(17, 'd');
  EXPECT_EQ(cut("R\"" + longer + "(a\" b"), "R\"" + longer + "(a\"|b");
}

TEST(TokenAt, EndsARawStringWithoutADelimiterLikeAnyOtherLiteral) {
  EXPECT_EQ(cut("R\"a b(c\" d"), "R\"a b(c\"|d");
  EXPECT_EQ(cut("R\"abc\nd(e)"), "R\"abc|\n|d|(|e|)");
  EXPECT_EQ(cut("R\"abc"), "R\"abc");
}

}  // namespace
}  // namespace parcours
