#include <gtest/gtest.h>

#include "check/races.hpp"
#include "scripted_sandbox.hpp"

namespace parcours {
namespace {

TEST(ExpressionAt, NamesWhatIsUsed) {
  struct Case {
    const char* line;
    const char* at;  ///< the detector's column is where this begins in the line
    const char* expression;
  };
  const Case cases[] = {
      {"    ++count_;", "++", "count_"},
      {"    count_++;", "count_", "count_"},
      {"    count_ = count_ + 1;", "count_ + 1", "count_"},
      {"    count_ += 2;", "count_ +=", "count_"},
      {"    return total;", "total", "total"},
      {"    *pointer = 3;", "*pointer", "pointer"},
      {"    if (!done_) wait();", "!done_", "done_"},
      {"    items_.push_back(x);", "push_back", "items_"},
      {"    items_.push_back(x);", "items_", "items_"},
      {"    queue->items.clear();", "clear", "items"},
      {"    pointer->reset();", "reset", "pointer"},
      {"    state.inner.value = 1;", "value", "state.inner.value"},
      {"    state.inner.push(1);", "push", "state.inner"},
      {"    counts[letter] += 1;", "counts", "counts"},
      {"x", "x", "x"},
      // Nothing can be told.
      {"    free_function(1);", "free_function", ""},
      {"    return;", "return", ""},
      {"    auto x = 1;", "auto", ""},
      {"    delete p;", "delete", ""},
      {"    a = \"text\";", "\"text\"", ""},
      {"    }", "}", ""},
      {"    ++", "++", ""},
  };
  for (const Case& known : cases) {
    const std::string line = known.line;
    const int column = static_cast<int>(line.find(known.at)) + 1;
    const std::string source = "#pragma once\n" + line + "\n// the end\n";
    EXPECT_EQ(expression_at(source, {"a.hpp", 2, column}), known.expression) << line << " at column " << column;
  }
}

TEST(ExpressionAt, IsEmptyForPlacesOutsideTheSource) {
  const std::string source = "int x;\nint y;";
  for (const auto& [line, column] : std::vector<std::pair<int, int>>{
           {0, 0}, {0, 1}, {1, 0}, {-1, 1}, {1, -1}, {3, 1}, {1, 7}, {1, 1000}, {1'000'000, 1}})
    EXPECT_EQ(expression_at(source, {"a.hpp", line, column}), "") << line << ":" << column;
  EXPECT_EQ(expression_at("", {"a.hpp", 1, 1}), "");
}

/// Refuses every command: what is told must come from the packets alone.
class NoSandbox final : public Sandbox {
 public:
  Result<std::unique_ptr<Running>> start(const Command& command, const Limits&) override {
    return machine_error("started {}", command.argv.front());
  }
  std::string tier() const override { return "none"; }
};

std::vector<Finding> races(const std::vector<RacePackets>& runs) {
  NoSandbox sandbox;
  auto found = find_races(sandbox, {.program = "/p", .symbolizer = {}, .header = "a.hpp", .source = "int x;\n"}, runs);
  if (found) return *found;
  ADD_FAILURE() << found.error().message;
  return {};
}

const std::string one_race =
    "race data-race\naccess 1 write plain 7f00 4010 4020\naccess 2 read plain 7f00 4030\nlocation global\n"
    "thread 1 0 5010\nthread 2 0 5020\n";

TEST(FindRaces, TellsOfARaceWithoutASymbolizer) {
  const auto found = races({{{one_race}, 7}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, FindingKind::data_race);
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_EQ(found[0].location.file, "a.hpp");
  EXPECT_EQ(found[0].seed, 7U);
  ASSERT_GE(found[0].steps.size(), 2U);
  EXPECT_NE(found[0].steps[0].what.find("thread 1 writes"), std::string::npos) << found[0].steps[0].what;
  EXPECT_NE(found[0].steps[1].what.find("thread 2 reads"), std::string::npos) << found[0].steps[1].what;
}

TEST(FindRaces, CountsTheRunsThatSawARaceOnceEach) {
  const auto found = races({{{one_race, one_race, one_race}, 3}, {{}, 4}, {{one_race}, 5}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].seen, 2);
  EXPECT_EQ(found[0].runs, 3);
  EXPECT_EQ(found[0].seed, 3U);
}

TEST(FindRaces, FindsNothingInRunsWithoutPackets) {
  EXPECT_TRUE(races({}).empty());
  EXPECT_TRUE(races({{{}, 1}, {{}, 2}}).empty());
}

TEST(FindRaces, OnlyAsksForALookWhereTheCodeUsesFences) {
  NoSandbox sandbox;
  const auto found = find_races(
      sandbox, {.program = "/p", .symbolizer = {}, .header = "a.hpp", .source = "", .fences = true}, {{{one_race}, 1}});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ((*found)[0].kind, FindingKind::inconclusive);
  EXPECT_EQ((*found)[0].severity, Severity::review);
}

TEST(FindRaces, SurvivesPacketsThatTheProgramMadeUp) {
  for (const std::string& packet :
       {std::string(), std::string("\n\n\n"), std::string("race"), std::string("access"), std::string(100'000, 'f'),
        std::string("access x y z w\nthread\nthread -1 99999999999999999999 zz\nlocation"),
        std::string("\0\xff\xfe", 3), "race data-race\naccess 1 write plain" + std::string(50'000, ' ') + "\n"})
    EXPECT_LE(races({{{packet}, 1}}).size(), 1U);
}

const RaceContext with_symbolizer{
    .program = "/p", .symbolizer = "/usr/bin/symbolizer", .header = "a.hpp", .source = "int x;\n"};

Script prints(const std::string& output) { return plays({Outcome{.output = output}}); }

TEST(FindRaces, TellsTheLinesThatTheSymbolizerNames) {
  ScriptedSandbox sandbox({prints(R"([
    {"Address":"0x400f","Symbol":[{"FunctionName":"f","FileName":"/tmp/x/a.hpp","Line":1,"Column":5}]},
    {"Address":"0x402f","Symbol":[{"FunctionName":"g","FileName":"/tmp/x/a.hpp","Line":3,"Column":1}]}])")});
  const auto found = find_races(sandbox, with_symbolizer, {{{one_race}, 1}});
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ((*found)[0].location, (SourceLocation{"a.hpp", 1, 5}));
  EXPECT_NE((*found)[0].message.find("`x`"), std::string::npos) << (*found)[0].message;
  EXPECT_EQ((*found)[0].steps[1].location, (SourceLocation{"a.hpp", 3, 1}));
}

TEST(FindRaces, SurvivesWhateverTheSymbolizerPrints) {
  for (const std::string output :
       {"", "no JSON", "[", "{}", "[1, null, \"x\", []]", R"([{"Address":5,"Symbol":[]}])",
        R"([{"Address":"0x400f","Symbol":7}])", R"([{"Address":"0x400f","Symbol":[7, null, "x"]}])",
        R"([{"Address":"0x400f","Symbol":[{"FunctionName":1,"FileName":null,"Line":"x","Column":{}}]}])",
        R"([{"Address":"0x400f","Symbol":[{"FileName":"a.hpp","Line":99999999999999999999}]}])"}) {
    ScriptedSandbox sandbox({prints(output)});
    const auto found = find_races(sandbox, with_symbolizer, {{{one_race}, 1}});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->size(), 1U) << output;
  }
}

TEST(FindRaces, AsksForNoMoreAddressesThanACallCanTake) {
  std::vector<std::string> packets;
  unsigned long long address = 0x400000;
  for (int i = 0; i < 40; ++i) {
    std::string packet = "race data-race\n";
    for (int line = 0; line < 200; ++line) {
      packet += fmt::format("{} {} write plain 7f00", line % 2 == 0 ? "access" : "thread", line);
      for (int frame = 0; frame < 60; ++frame) packet += fmt::format(" {:x}", address += 4);
      packet += "\n";
    }
    packets.push_back(packet);
  }
  ScriptedSandbox sandbox({prints("")});
  const auto found = find_races(sandbox, with_symbolizer, {{packets, 1}, {packets, 2}});
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(sandbox.commands.size(), 1U);
  std::size_t bytes = 0;
  for (const std::string& argument : sandbox.commands[0].argv) bytes += argument.size() + 1 + sizeof(char*);
  EXPECT_LT(bytes, 1'000'000U);
  for (const Finding& finding : *found) EXPECT_LT(finding.steps.size(), 100U);
}

TEST(FindRaces, PassesOnThatTheMachineCannotRunTheSymbolizer) {
  NoSandbox sandbox;
  const auto found =
      find_races(sandbox, {.program = "/p", .symbolizer = "/usr/bin/symbolizer", .header = "a.hpp", .source = ""},
                 {{{one_race}, 1}});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::machine);
}

}  // namespace
}  // namespace parcours
