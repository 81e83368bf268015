#include <gtest/gtest.h>

#include "toolchain/directives.hpp"
#include "toolchain/main_text.hpp"

namespace parcours {
namespace {

using Names = std::set<std::string>;

Names macros(const std::string& source) { return read_directives(source).macros; }

TEST(Directives, NamesEveryMacroThatIsSet) {
  EXPECT_EQ(macros("#define A 1\n#  undef B\n\t#define C(x) x\n%:define D\n#if 0\n#define E\n#endif\n"),
            (Names{"A", "B", "C", "D", "E"}));
  EXPECT_EQ(macros("#def\\\nine F\\\nG 1\n"), (Names{"FG"}));
  EXPECT_EQ(macros("/* */ # /* */ define /* */ H\n"), (Names{"H"}));
  EXPECT_EQ(macros("#pragma push_macro(\"I\")\n_Pragma(\"pop_macro(\\\"J\\\")\")\n"), (Names{"I", "J"}));
}

TEST(Directives, GoesOnBehindACommentOfSeveralLines) {
  EXPECT_EQ(macros("# /* a\n b */ define A\n#define /*\n*/ B\n"), (Names{"A", "B"}));
  EXPECT_EQ(macros("/*\n*/ #define C\n"), (Names{"C"}));
  EXPECT_EQ(read_directives("/*\n\n*/\n#line 1\n").line_directive, 4);
}

TEST(Directives, PassesOverCommentsAndLiterals) {
  EXPECT_EQ(macros("// #define A\n/*\n#define B\n*/\nauto s = R\"(\nx)\";\nint define = 1;\n"), Names{});
  EXPECT_EQ(macros("#define KEPT \"//\"\n"), (Names{"KEPT"}));
}

TEST(Directives, IsNotLedAstrayByJoinedLinesInARawString) {
  EXPECT_EQ(macros("auto a = R\"( )\\\n\" /* )\";\n#define EXPECT_EQ\n// */\n"), (Names{"EXPECT_EQ"}));
  EXPECT_EQ(macros("auto a = R\\\n\"(\n/*)\";\n#define D\n// */\n"), (Names{"D"}));
  EXPECT_EQ(macros("#define A \\  \n 1\n#def\\ \nine B\n"), (Names{"A", "B"}));
  EXPECT_EQ(macros("1'R\"(\"\n#define C\n// )\"\n"), (Names{"C"}));
}

TEST(Directives, FindsALineDirective) {
  EXPECT_EQ(read_directives("int a;\n#line 1 \"tests.cpp\"\n").line_directive, 2);
  EXPECT_EQ(read_directives("# 7 \"tests.cpp\" 1\n").line_directive, 1);
  EXPECT_EQ(read_directives("%: /**/ line 3\n").line_directive, 1);
  EXPECT_EQ(read_directives("// #line 1\nint line = 3;\n#define line\n").line_directive, 0);
  EXPECT_EQ(read_directives("").line_directive, 0);
  EXPECT_EQ(read_directives("#").line_directive, 0);
}

TEST(MainText, PutsMacrosBackBeforeTheTestsFollow) {
  EXPECT_EQ(main_text("a.hpp", read_directives("#define EXPECT_EQ(a, b)\n"), {{"tests.cpp", "TEST"}}),
            "#pragma push_macro(\"EXPECT_EQ\")\n#include \"submission/a.hpp\"\n#pragma pop_macro(\"EXPECT_EQ\")\n"
            "#line 1 \"tests.cpp\"\nTEST\n");
}

}  // namespace
}  // namespace parcours
