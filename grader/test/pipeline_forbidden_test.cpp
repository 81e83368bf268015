#include <gtest/gtest.h>

#include "pipeline/forbidden.hpp"

namespace parcours {
namespace {

const std::vector<Forbidden> barrier{{"std::barrier", "write your own"}};

/// Where the barrier stands in `source`, as "line:column" texts.
std::vector<std::string> places(const std::string& source, const std::vector<Forbidden>& rules = barrier) {
  std::vector<std::string> all;
  for (const Finding& finding : find_forbidden(rules, "my_barrier.hpp", source))
    all.push_back(std::to_string(finding.location.line) + ":" + std::to_string(finding.location.column));
  return all;
}

using Places = std::vector<std::string>;

TEST(FindForbidden, NamesTokenReasonAndPlace) {
  const auto findings = find_forbidden(barrier, "my_barrier.hpp", "#pragma once\n  std::barrier<> b{2};\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::compile_error);
  EXPECT_EQ(findings[0].severity, Severity::error);
  EXPECT_EQ(findings[0].location, (SourceLocation{"my_barrier.hpp", 2, 3}));
  EXPECT_NE(findings[0].message.find("`std::barrier`"), std::string::npos) << findings[0].message;
  EXPECT_NE(findings[0].message.find("write your own"), std::string::npos) << findings[0].message;
}

TEST(FindForbidden, FindsATokenHoweverItIsSpaced) {
  EXPECT_EQ(places("std :: barrier b;"), Places{"1:1"});
  EXPECT_EQ(places("std::\tbarrier b;"), Places{"1:1"});
  EXPECT_EQ(places("x=std::barrier{1};"), Places{"1:3"});
  EXPECT_EQ(places("::std::barrier b;"), Places{"1:3"});
}

TEST(FindForbidden, FindsEveryPlace) {
  EXPECT_EQ(places("std::barrier a;\nint x;\n  std::barrier b; std::barrier c;"), (Places{"1:1", "3:3", "3:19"}));
}

TEST(FindForbidden, FindsWholeWordsOnly) {
  for (const char* source : {"mystd::barrier b;", "std::barriers b;", "std::barrier_of b;", "std::Barrier b;",
                             "barrier b;", "std:barrier b;", "std", "std::", "std::barrie"})
    EXPECT_EQ(places(source), Places{}) << source;
}

TEST(FindForbidden, LooksAtCodeOnly) {
  for (const char* source :
       {"// std::barrier", "/* std::barrier */", "/*\n * std::barrier\n */ int x;", "auto s = \"std::barrier\";",
        "auto s = \"a \\\" std::barrier\";", "auto s = R\"(\" std::barrier)\";", "auto s = R\"x()\" std::barrier)x\";",
        "/* no end std::barrier", "R\"no end std::barrier", "\"\\"})
    EXPECT_EQ(places(source), Places{}) << source;
}

TEST(FindForbidden, GoesOnAfterCommentsAndLiterals) {
  EXPECT_EQ(places("// a\nstd::barrier b;"), Places{"2:1"});
  EXPECT_EQ(places("/* a\n b */ std::barrier b;"), Places{"2:7"});
  EXPECT_EQ(places("f(\"//\"); std::barrier b;"), Places{"1:10"});
  EXPECT_EQ(places("f('\"'); std::barrier b;"), Places{"1:9"});
  EXPECT_EQ(places("f('\\''); std::barrier b;"), Places{"1:10"});
  EXPECT_EQ(places("R\"(\n\")\"; std::barrier b;"), Places{"2:6"});
  EXPECT_EQ(places("int n = 1'000'000; std::barrier b;"), Places{"1:20"});
}

TEST(FindForbidden, HoldsEachRuleOfSeveral) {
  const std::vector<Forbidden> rules{{"std::barrier", "a"}, {"volatile", "b"}, {"#include <latch>", "c"}};
  EXPECT_EQ(places("volatile int x;\n#include <latch>\nstd::barrier b;", rules), (Places{"1:1", "2:1", "3:1"}));
  EXPECT_EQ(places("int nonvolatile, volatile_;", rules), Places{});
}

TEST(FindForbidden, FindsNothingWhereNothingIsForbidden) {
  EXPECT_EQ(places("std::barrier b;", {}), Places{});
  EXPECT_EQ(places(""), Places{});
}

}  // namespace
}  // namespace parcours
