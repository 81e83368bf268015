#include <gtest/gtest.h>

#include "toolchain/diagnostics.hpp"

namespace parcours {
namespace {

std::vector<Finding> parse(const std::string& output, std::size_t most = 5) {
  return parse_diagnostics(output, "bounded_queue.hpp", most);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ParseDiagnostics, PlacesAnErrorInTheHeader) {
  const auto findings = parse(
      "In file included from /tmp/x/tests.cpp:3:\n"
      "/tmp/x/bounded_queue.hpp:12:5: error: use of undeclared identifier 'mutex_'\n"
      "   12 |     mutex_.lock();\n"
      "      |     ^\n"
      "1 error generated.\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::compile_error);
  EXPECT_EQ(findings[0].severity, Severity::error);
  EXPECT_EQ(findings[0].location, (SourceLocation{"bounded_queue.hpp", 12, 5}));
  EXPECT_EQ(findings[0].message, "use of undeclared identifier 'mutex_'");
}

TEST(ParseDiagnostics, TakesAFatalErrorToo) {
  const auto findings = parse("bounded_queue.hpp:2:10: fatal error: 'mutexes' file not found\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "'mutexes' file not found");
}

TEST(ParseDiagnostics, SaysWhenAnErrorLiesInTheCodeThatUsesTheHeader) {
  const auto findings = parse("/tmp/x/tests.cpp:30:9: error: no member named 'close' in 'BoundedQueue<int>'\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].location.file, "tests.cpp");
  EXPECT_TRUE(has(findings[0].message, "no member named 'close'")) << findings[0].message;
  EXPECT_TRUE(has(findings[0].message, "uses your header")) << findings[0].message;
}

TEST(ParseDiagnostics, KeepsNotesThatPointIntoTheHeader) {
  const auto findings = parse(
      "/usr/include/c++/v1/thread:90:1: error: no matching function\n"
      "/usr/include/c++/v1/thread:95:1: note: candidate\n"
      "/tmp/x/bounded_queue.hpp:40:7: note: in instantiation of what you wrote\n");
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_EQ(findings[0].steps.size(), 1U);
  EXPECT_EQ(findings[0].steps[0].what, "in instantiation of what you wrote");
  EXPECT_EQ(findings[0].steps[0].location, (SourceLocation{"bounded_queue.hpp", 40, 7}));
}

TEST(ParseDiagnostics, LeavesWarningsOut) {
  EXPECT_TRUE(parse("bounded_queue.hpp:2:10: warning: unused variable 'x' [-Wunused-variable]\n").empty());
  EXPECT_TRUE(parse("bounded_queue.hpp:2:10: note: alone\n").empty());
  EXPECT_TRUE(parse("").empty());
}

TEST(ParseDiagnostics, BeginsWithTheBraceThatAllElseFollowsFrom) {
  const auto findings = parse(
      "bounded_queue.hpp:11:49: error: member initializer 'capacity_' does not name a non-static data member\n"
      "bounded_queue.hpp:17:13: error: use of undeclared identifier 'closed_'\n"
      "bounded_queue.hpp:46:16: error: function definition is not allowed here\n"
      "tests.cpp:90:2: error: expected '}'\n"
      "bounded_queue.hpp:39:31: note: to match this '{'\n");
  ASSERT_EQ(findings.size(), 4U);
  EXPECT_EQ(findings[0].location.line, 46);
  EXPECT_TRUE(has(findings[0].message, "is a closing brace missing before it?")) << findings[0].message;
  EXPECT_EQ(findings[1].location.line, 39);
  EXPECT_EQ(findings[1].message, "this brace is never closed: a } is missing after it");
  EXPECT_EQ(findings[2].location.line, 11) << "the others as they come";
}

TEST(ParseDiagnostics, StopsAfterSoMany) {
  std::string output;
  for (int line = 1; line <= 9; ++line)
    output += "bounded_queue.hpp:" + std::to_string(line) + ":1: error: number " + std::to_string(line) + "\n";
  EXPECT_EQ(parse(output).size(), 5U);
  const auto two = parse(output, 2);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[1].message, "number 2");
}

TEST(ParseDiagnostics, ReadsTheLinkersErrors) {
  const auto missing = parse(
      "ld.lld: error: undefined symbol: count_letters(std::string const&)\n"
      ">>> referenced by tests.cpp\nclang++: error: linker command failed with exit code 1\n");
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].location.file, "bounded_queue.hpp");
  EXPECT_TRUE(has(missing[0].message, "`count_letters(std::string const&)`")) << missing[0].message;
  EXPECT_TRUE(has(missing[0].message, "nowhere defined")) << missing[0].message;
  const auto twice = parse("ld.lld: error: duplicate symbol: main\n");
  ASSERT_EQ(twice.size(), 1U);
  EXPECT_TRUE(has(twice[0].message, "in the grader")) << twice[0].message;
}

TEST(ParseDiagnostics, SurvivesLinesOfAbsurdLength) {
  const auto findings =
      parse("bounded_queue.hpp:1:1: error: " + std::string(2'000'000, 'x') + "\nbounded_queue.hpp:2:1: error: short\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "short");
}

}  // namespace
}  // namespace parcours
