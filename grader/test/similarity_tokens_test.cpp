#include <fmt/format.h>
#include <gtest/gtest.h>

#include "similarity/tokens.hpp"

namespace parcours {
namespace {

std::string kinds(const std::string& source) { return program_tokens(source).kinds; }

TEST(ProgramTokens, DoNotTellNamesNumbersAndLiteralsApart) {
  EXPECT_EQ(kinds("int sum = first + 0x1f;"), kinds("long total = a + 2.5e3;"));
  EXPECT_EQ(kinds("puts(\"hello\");"), kinds("f(R\"(a(\n)b)\");"));
  EXPECT_EQ(kinds("flag = true;"), kinds("count = 1;"));
  EXPECT_NE(kinds("a = b;"), kinds("a = 1;"));
  EXPECT_NE(kinds("a = \"1\";"), kinds("a = 1;"));
}

TEST(ProgramTokens, TellKeywordsAndOperatorsApart) {
  EXPECT_NE(kinds("if (a) b();"), kinds("while (a) b();"));
  EXPECT_NE(kinds("a = b + c;"), kinds("a = b - c;"));
  EXPECT_NE(kinds("return a;"), kinds("throw a;"));
}

TEST(ProgramTokens, LeaveOutLayoutAndComments) {
  EXPECT_EQ(kinds("a=b;// c\n"), kinds("\n\ta /* d\n e */ =\r\n b ;"));
  EXPECT_EQ(kinds("if (a) { b(); }"), kinds("if (a)\n  b();\n"));
  EXPECT_EQ(kinds("// only a comment\n\n"), "");
  EXPECT_EQ(kinds(""), "");
}

TEST(ProgramTokens, LeaveOutWordsThatChangeNothing) {
  EXPECT_EQ(kinds("static inline constexpr int f(const T& a) noexcept;"), kinds("int f(T& a);"));
  EXPECT_EQ(kinds("[[nodiscard]] bool f();"), kinds("bool f();"));
  EXPECT_EQ(kinds("this->a = this -> b;"), kinds("a = b;"));
  EXPECT_EQ(kinds("a();;"), kinds("a();"));
}

TEST(ProgramTokens, TakeAQualifiedNameOrABuiltInTypeForAName) {
  EXPECT_EQ(kinds("std::vector<std::size_t> a;"), kinds("vector<T> a;"));
  EXPECT_EQ(kinds("::close(a); std :: chrono::seconds b;"), kinds("close(a); seconds b;"));
  EXPECT_EQ(kinds("unsigned long const long a;"), kinds("std::uint64_t a;"));
  EXPECT_EQ(kinds("auto a = b();"), kinds("std::string a = b();"));
}

TEST(ProgramTokens, TakeSpellingsOfTheSameForTheSame) {
  EXPECT_EQ(kinds("if (not a and b or c) d[1];"), kinds("if (!a && b || c) d<:1:>;"));
  EXPECT_EQ(kinds("struct A <% int a; %>;"), kinds("class A { int a; };"));
  EXPECT_EQ(kinds("A<::b> a;"), kinds("A<b> a;"));
  EXPECT_EQ(kinds("static_cast<int>(a)"), kinds("reinterpret_cast<int>(a)"));
}

TEST(ProgramTokens, LeaveOutDirectives) {
  EXPECT_EQ(kinds("#pragma once\n#include <mutex>\na();"),
            kinds("#ifndef A\n#define A\n  %: include \"b\"\na();\n#endif"));
  EXPECT_EQ(kinds("# /* x */ error don't\na();"), kinds("a();"));
  EXPECT_EQ(kinds("#if a \\\n && b\na();"), kinds("a();"));
}

TEST(ProgramTokens, ReplaceMacrosWithoutArguments) {
  EXPECT_EQ(kinds("#define GIVE return\nGIVE a;"), kinds("return a;"));
  EXPECT_EQ(kinds("#define A b + \\\n 1\n#define C (A)\nx = C;"), kinds("x = (b + 1);"));
  EXPECT_EQ(kinds("#define NOTHING\nNOTHING a NOTHING = b;"), kinds("a = b;"));
  EXPECT_EQ(kinds("a();\n#define B ; b()\nB;"), kinds("a(); b();"));
}

TEST(ProgramTokens, KeepOfAMacroWithArgumentsItsReplacement) {
  EXPECT_EQ(kinds("#define LOCK(m) std::lock_guard lock(m)\nLOCK(a);"), kinds("lock_guard lock(m) LOCK(a);"));
  EXPECT_EQ(kinds("#define TEXT(x) # x\n"), kinds("") + '#' + kinds("x"));
}

TEST(ProgramTokens, KnowTheirLines) {
  EXPECT_EQ(program_tokens("a\n=\n\nb + /*\n\n*/ c;").lines, (std::vector<int>{1, 2, 4, 4, 6, 6}));
  EXPECT_EQ(program_tokens("a \\\n = \\\n b\n;").lines, (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(program_tokens("R\"(a\nb)\" + c").lines, (std::vector<int>{1, 2, 2}));
}

TEST(ProgramTokens, OfJunkAreBounded) {
  const std::size_t size = 1U << 20U;
  for (const char* piece : {"+", "[[", "a ", "this ", "\\ ", "R\"", "#define a ", "#define a a a\n", "::", "'", "/*"}) {
    std::string text;
    while (text.size() < size) text += piece;
    const ProgramTokens tokens = program_tokens(text);
    EXPECT_LE(tokens.kinds.size(), most_tokens) << piece;
    EXPECT_EQ(tokens.kinds.size(), tokens.lines.size()) << piece;
  }
}

TEST(ProgramTokens, OfMacrosThatGrowWithEachOtherAreBounded) {
  std::string text = "#define A0 x x\n";
  for (int i = 1; i < 60; ++i) {
    text += fmt::format("#define A{0} A{1} A{1}\n", i, i - 1);
  }
  EXPECT_LE(program_tokens(text + "A59;").kinds.size(), most_tokens);
}

}  // namespace
}  // namespace parcours
