#include <gtest/gtest.h>

#include "check/crashes.hpp"
#include "check/places.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

/// What is told when the symbolizer prints `places`.
Finding explained(const std::string& packet, const std::string& places = "[]") {
  Outcome outcome = exits(0);
  outcome.output = places;
  ScriptedSandbox sandbox({plays({outcome})});
  Finding crash;
  crash.kind = FindingKind::crash;
  crash.location.file = "a.hpp";
  const auto done = explain_crash(sandbox, {"/program", "/usr/bin/symbolizer", "a.hpp"}, packet, crash);
  EXPECT_TRUE(done);
  return crash;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ExplainCrash, NamesTheLineAndWhoCalledIt) {
  const Finding crash = explained(
      "crash 11 401001 402001 403001\n",
      R"json([{"Address":"0x401000","Symbol":[{"FunctionName":"memcpy","FileName":"/x/string.h","Line":3,"Column":1}]},
          {"Address":"0x402000","Symbol":[{"FunctionName":"Queue<int>::pop(bool)","FileName":"/t/a.hpp","Line":7,"Column":5}]
},
          {"Address":"0x403000","Symbol":[{"FunctionName":"S_A_Test::TestBody()","FileName":"/t/tests.cpp","Line":9,"Column":2}]}])json");
  EXPECT_EQ(crash.location, (SourceLocation{"a.hpp", 7, 5}));
  ASSERT_EQ(crash.steps.size(), 1U);
  EXPECT_EQ(crash.steps[0].what, "in `Queue::pop`");
  EXPECT_TRUE(has(crash.message, "segmentation fault")) << crash.message;
}

TEST(ExplainCrash, PassesLinesByThatTheCompilerMadeUp) {
  const Finding crash = explained(
      "crash terminate 401001 402001\n",
      R"json([{"Address":"0x401000","Symbol":[{"FunctionName":"f","FileName":"/t/a.hpp","Line":0,"Column":0}]},
          {"Address":"0x402000","Symbol":[{"FunctionName":"g","FileName":"/t/a.hpp","Line":4,"Column":1}]}])json");
  EXPECT_EQ(crash.location.line, 4);
  EXPECT_TRUE(has(crash.message, "joined")) << crash.message;
}

TEST(ExplainCrash, TellsEachKind) {
  EXPECT_TRUE(has(explained("crash 08 401001\n").message, "divided an integer by zero"));
  EXPECT_TRUE(has(explained("crash exit 401001\n").message, "called exit"));
  EXPECT_TRUE(has(explained("crash exception 401001\nint").message, "nothing caught it: int"));
  EXPECT_TRUE(has(explained("crash 64 401001\n").message, "crashed"));
}

TEST(ExplainCrash, SurvivesWhatAProgramMayMakeUp) {
  for (const char* packet : {"crash", "crash \n", "crash 99999999999999999999 zz\n", "crash exception\n\xff\xfe"})
    EXPECT_FALSE(explained(packet).message.empty());
  for (const char* places :
       {"", "{}", "[1]", R"json([{"Symbol":1}])json", R"json([{"Address":7,"Symbol":[{"Line":"x"}]}])json",
        R"json([{"Address":"0x401000","Symbol":[{"FunctionName":3,"FileName":null,"Line":1.5}]}])json"})
    EXPECT_EQ(explained("crash 11 401001\n", places).location.line, 0) << places;
}

TEST(ShortName, IsWhatAStudentWouldCallIt) {
  EXPECT_EQ(short_name("pop"), "pop");
  EXPECT_EQ(short_name("BoundedQueue<std::unique_ptr<int> >::push(std::unique_ptr<int>)"), "BoundedQueue::push");
  EXPECT_EQ(short_name("letter_count(std::span<int, 1ul>, unsigned int)"), "letter_count");
  EXPECT_EQ(short_name("a::b::Account::balance() const"), "Account::balance");
  EXPECT_EQ(short_name("void run<int>(int)"), "run");
  EXPECT_EQ(short_name("letter_count(std::span<int>)::$_0::operator()() const"), "a lambda");
  EXPECT_EQ(short_name("f()::'lambda'(int)::operator()(int) const"), "a lambda");
  EXPECT_EQ(short_name(""), "");
}

}  // namespace
}  // namespace parcours
