#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "report/excerpt.hpp"
#include "report/speed_bar.hpp"
#include "report/terminal.hpp"
#include "report/unicode.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::string_view header =
    "#pragma once\n"
    "struct Counter {\n"
    "  void add() {\n"
    "\t++count_;  // añadir\n"
    "  }\n"
    "  int get() const { return count_; }\n"
    "  int count_ = 0;\n"
    "};\n";

GradedSubmission submission() {
  GradedSubmission graded;
  graded.exercise = "counter";
  graded.title = "A counter";
  graded.path = "work/counter.hpp";
  graded.source = header;
  graded.grade.pass_mark = 50;
  graded.grade.score = 10;
  graded.grade.max_score = 60;
  graded.grade.next_step = "Remove the data race.";
  graded.grade.criteria = {
      {"compiles", "It compiles", CriterionKind::compile, 10, 10, CriterionStatus::passed, "fully earned text", ""},
      {"works", "Tests", CriterionKind::tests, 0, 20, CriterionStatus::failed, "no test passes", "look again"},
      {"fast", "Speed", CriterionKind::speed, 0, 30, CriterionStatus::skipped, "needs \"Tests\" first", ""}};
  Finding race;
  race.kind = FindingKind::data_race;
  race.location = {"counter.hpp", 4, 4};
  race.message = "Two threads change `count_` at once.";
  race.steps = {{"thread 2 reads it", {"counter.hpp", 6, 28}}, {"thread 2 began", {"tests.cpp", 3, 1}}};
  race.seen = 3;
  race.runs = 5;
  race.seed = 99;
  graded.evidence.findings = {race};
  graded.evidence.measured = true;
  graded.evidence.speedup = {0.97, 0.9, 1.05, 40, 2, true};
  graded.evidence.seconds = 3.14;
  graded.evidence.phases = {{"build-tests", 0.71}, {"measure", 3.0}};
  return graded;
}

std::string page(const GradedSubmission& graded, int width = 80, bool color = false) {
  return to_terminal(graded, {color, width});
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool is_plain(const std::string& text) {
  const auto control = [](char c) { return c != '\n' && ((c >= 0 && c < 0x20) || c == 0x7F); };
  return std::ranges::none_of(text, control) && !has(text, "\xC2\x9B") && !has(text, "\xE2\x80\xAE");
}

TEST(Terminal, TellsWhereThePointsWent) {
  const std::string text = page(submission());
  EXPECT_TRUE(has(text, "✓ It compiles"));
  EXPECT_TRUE(has(text, "10/10"));
  EXPECT_FALSE(has(text, "fully earned text"));
  EXPECT_TRUE(has(text, "✗ Tests"));
  EXPECT_TRUE(has(text, "no test passes"));
  EXPECT_TRUE(has(text, "– Speed"));
  EXPECT_TRUE(has(text, "needs \"Tests\" first"));
  EXPECT_TRUE(has(text, "Total 10/60"));
  EXPECT_TRUE(has(text, "not passed, 50 needed"));
  EXPECT_TRUE(text.ends_with("Next: Remove the data race.\n"));
}

TEST(Terminal, SaysWhatCountsBesideTheScore) {
  GradedSubmission graded = submission();
  graded.note = "2 points off: it came late, so 8 count.";
  EXPECT_TRUE(has(page(graded), "\n  2 points off: it came late, so 8 count.\n"));
}

TEST(Terminal, TellsHowOftenAndHowToSeeItAgain) {
  const std::string text = page(submission());
  EXPECT_TRUE(has(text, "Data race"));
  EXPECT_TRUE(has(text, "Seen in 3 of 5 runs. Again with --seed 99."));
}

TEST(Terminal, TellsTheWholeTimeThoughPhasesOverlap) {
  EXPECT_TRUE(has(page(submission()), "Graded in 3.1 s: measure 3.0, build-tests 0.7\n"));
}

TEST(Terminal, ShowsTheSourceOfTheFindingAndOfItsSteps) {
  const std::string text = page(submission());
  EXPECT_TRUE(has(text, "> 4 │     ++count_;  // añadir\n     "));
  EXPECT_TRUE(has(text, "> 6 │   int get() const { return count_; }"));
  EXPECT_FALSE(has(text, "> 3 │"));  // tests.cpp is not the student's
  EXPECT_TRUE(has(text, "thread 2 began (tests.cpp:3)"));
}

TEST(Terminal, ShowsAPlaceOnce) {
  GradedSubmission graded = submission();
  graded.evidence.findings[0].steps[0].location = graded.evidence.findings[0].location;
  const std::string text = page(graded);
  EXPECT_EQ(text.find("> 4 │"), text.rfind("> 4 │"));
}

TEST(Terminal, NoLineIsWiderThanThePage) {
  GradedSubmission graded = submission();
  graded.title = std::string(90, 't');
  graded.source = std::string(header) + "// " + std::string(200, 'x') + "ü" + std::string(200, 'y') + "\n";
  graded.grade.criteria[1].title = "A title that is far too long to stand on one line of a narrow terminal — really";
  graded.grade.criteria[1].message = std::string(150, 'w') + " and then more words that go on and on and on";
  Finding wide = graded.evidence.findings[0];
  wide.location = {"counter.hpp", 9, 190};
  wide.message = "«Zwei Fäden» ändern dasselbe Wort, während keiner ein Schloss hält; das geht selten gut aus.";
  wide.test = std::string(100, 'T');
  graded.evidence.findings.push_back(wide);
  for (const int width : {10, 40, 57, 80, 120}) {
    for (const std::string& line : split(page(graded, width), '\n')) {
      EXPECT_LE(code_points(line), static_cast<std::size_t>(std::max(width, 40))) << line;
    }
  }
}

TEST(Terminal, ColourOnlyWhenAskedForAndWithoutMovingAnything) {
  EXPECT_TRUE(is_plain(page(submission())));
  const std::string colored = page(submission(), 80, true);
  EXPECT_TRUE(has(colored, "\x1b["));
  EXPECT_EQ(printable(colored), page(submission()));
}

TEST(Terminal, NothingFromASubmissionControlsTheTerminal) {
  const std::string evil =
      "a\x1b[31mb\x1b]0;title\x07"
      "c\r\x08\x7f\xC2\x9B"
      "2J\xE2\x80\xAE"
      "d\xff\x1b";
  GradedSubmission graded = submission();
  graded.path = evil + ".hpp";
  graded.student = evil;
  graded.source = evil + "\n" + evil + "\n";
  graded.grade.next_step = evil;
  graded.grade.criteria[1].message = evil;
  graded.evidence.phases[0].name = evil;
  Finding& finding = graded.evidence.findings[0];
  finding.message = evil;
  finding.test = evil;
  finding.advice = evil;
  finding.location = {evil + ".hpp", 1, 9};
  finding.steps[0] = {evil, {evil + ".hpp", 2, 2}};
  const std::string text = page(graded);
  EXPECT_TRUE(is_plain(text));
  EXPECT_TRUE(has(text, "abc"));
  EXPECT_EQ(valid_utf8(text), text);
}

TEST(Terminal, SaysWhoseFaultItIsWhenNothingWasGraded) {
  GradedSubmission graded = submission();
  graded.outcome = "not-graded";
  graded.outcome_reason = "the machine was too noisy";
  EXPECT_TRUE(has(page(graded), "this machine's, not yours"));
  EXPECT_TRUE(has(page(graded), "not final"));
  graded.outcome = "rejected";
  graded.outcome_reason = "the file is a picture";
  EXPECT_TRUE(has(page(graded), "the file is a picture"));
}

TEST(Terminal, ShowsTheErrorsBeforeWhatCostsNothing) {
  GradedSubmission graded = submission();
  Finding note = graded.evidence.findings[0];
  note.severity = Severity::review;
  note.message = "only for a person";
  graded.evidence.findings.insert(graded.evidence.findings.begin(), note);
  const std::string text = page(graded);
  EXPECT_LT(text.find("Two threads"), text.find("only for a person"));
  EXPECT_TRUE(has(text, "it costs nothing"));
}

TEST(Terminal, AFloodOfCompileErrorsIsCutShort) {
  GradedSubmission graded = submission();
  graded.evidence.findings[0].kind = FindingKind::compile_error;
  graded.evidence.findings.resize(50, graded.evidence.findings[0]);
  EXPECT_TRUE(has(page(graded), "… and 47 more"));
}

TEST(Excerpt, ThePlaceStandsAboveItsCaret) {
  const std::vector<ExcerptLine> lines = excerpt(header, {"counter.hpp", 4, 4}, 60);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[2].number, 4);
  EXPECT_TRUE(lines[2].here);
  EXPECT_EQ(lines[2].text.substr(lines[2].caret - 1, 6), "count_");
}

TEST(Excerpt, CutsALongLineSoThatTheCaretShows) {
  const std::string source = std::string(300, 'a') + "HERE" + std::string(300, 'b');
  const std::vector<ExcerptLine> lines = excerpt(source, {"x.hpp", 1, 301}, 40);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_LE(code_points(lines[0].text), 40U);
  const std::string before = lines[0].text.substr(0, bytes_of(lines[0].text, lines[0].caret - 1));
  EXPECT_TRUE(lines[0].text.substr(before.size()).starts_with("HERE"));
}

TEST(Excerpt, HasNothingToShowOutsideTheSource) {
  EXPECT_TRUE(excerpt(header, {"counter.hpp", 0, 0}, 60).empty());
  EXPECT_TRUE(excerpt(header, {"counter.hpp", 9, 1}, 60).empty());
  EXPECT_TRUE(excerpt("", {"counter.hpp", 1, 1}, 60).empty());
  EXPECT_EQ(excerpt(header, {"counter.hpp", 1, 999}, 60)[0].caret, 0U);
}

TEST(SpeedBar, DrawsTheIntervalWhereItBelongs) {
  const std::array<std::string, 2> slow = speed_bar({0.4, 0.35, 0.45, 40, 2, true}, 60);
  EXPECT_LT(slow[1].find("━"), slow[1].find("│"));
  EXPECT_LT(slow[1].find("●"), slow[1].find("│"));
  const std::array<std::string, 2> fast = speed_bar({1.5, 1.4, 1.6, 40, 2, true}, 60);
  EXPECT_GT(fast[1].find("●"), fast[1].find("│"));
  const std::array<std::string, 2> beyond = speed_bar({9, 0.1, 12, 40, 2, true}, 60);
  EXPECT_TRUE(beyond[1].starts_with("◀"));
  EXPECT_EQ(code_points(beyond[1]), code_points(slow[1]));
}

TEST(Wrap, BreaksAtBlanksAndInsideWordsOnlyWhenItMust) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrap("äöü äöü", 4), (std::vector<std::string>{"äöü", "äöü"}));
  EXPECT_EQ(wrap("a\n  b\n", 9), (std::vector<std::string>{"a", "  b"}));
  EXPECT_EQ(wrap("  a   b", 7), (std::vector<std::string>{"  a   b"}));
  EXPECT_TRUE(wrap("", 9).empty());
}

}  // namespace
}  // namespace parcours
