#include <gtest/gtest.h>

#include <map>

#include "report/csv_cell.hpp"
#include "report/gradebook.hpp"
#include "report_samples.hpp"
#include "util/csv.hpp"

namespace parcours {
namespace {

using Rows = std::vector<std::vector<std::string>>;

GradeBook book() {
  GradeBook book;
  book.exercise = "bounded-queue";
  book.title = "A bounded queue";
  book.max_points = 100;
  book.rows = {
      {{"ada", "Ada Byron", "ada@uni.example", "abyron", "Team 1"}, GradeState::graded, 87, false, "", "ada/queue.hpp"},
      {{"1815", "Boole, George", "boole@uni.example", "", ""},
       GradeState::overridden,
       0,
       true,
       "set to 0: \"copied\"",
       "b"},
      {{"carl", "Carl", "", "", ""}, GradeState::missing, {}, false, "nothing was handed in", ""},
      {{"dora", "Dora", "dora@uni.example", "dora", ""}, GradeState::rejected, {}, false, "not UTF-8", "d.hpp"},
      {{"emmy", "Emmy", "", "", ""}, GradeState::not_graded, {}, false, "the machine was too busy", "e.hpp"}};
  return book;
}

Rows read(const std::string& text) {
  const auto parsed = parse_csv(text, "table.csv");
  EXPECT_TRUE(parsed.has_value());
  Rows rows;
  if (parsed)
    for (const CsvRow& row : *parsed) rows.push_back(row.fields);
  return rows;
}

TEST(GradeBookCsv, HasEverybodyWithAllThatIsKnown) {
  const Rows rows = read(to_csv(book()));
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"id", "name", "email", "login", "group", "state", "points", "max_points",
                                               "review", "remark", "submission"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"ada", "Ada Byron", "ada@uni.example", "abyron", "Team 1", "graded",
                                               "87", "100", "no", "", "ada/queue.hpp"}));
  EXPECT_EQ(rows[2][1], "Boole, George");
  EXPECT_EQ(rows[2][8], "yes");
  EXPECT_EQ(rows[2][9], "set to 0: \"copied\"");
}

TEST(GradeBookCsv, NoGradeIsNoZeroAndAZeroIsOne) {
  const Rows rows = read(to_csv(book()));
  EXPECT_EQ(rows[2][6], "0");
  for (const std::size_t row : {3U, 4U, 5U}) EXPECT_EQ(rows[row][6], "");
  EXPECT_EQ(rows[3][5], "missing");
  EXPECT_EQ(rows[4][5], "rejected");
  EXPECT_EQ(rows[5][5], "not-graded");
}

TEST(GradeBookCsv, HostileTextStaysInItsCellAndIsNoFormula) {
  GradeBook hostile = book();
  const std::string evil = samples::hostile_text() + "\n=next\r\n\"quoted\",";
  hostile.rows[0].person = {evil, evil, evil, evil, evil};
  hostile.rows[0].remark = evil;
  hostile.rows[0].submission = evil;
  const Rows rows = read(to_csv(hostile));
  ASSERT_EQ(rows.size(), 6U);
  ASSERT_EQ(rows[1].size(), 11U);
  for (const std::size_t cell : {0U, 1U, 2U, 3U, 4U, 9U, 10U}) {
    EXPECT_TRUE(rows[1][cell].starts_with("'=cmd|")) << rows[1][cell];
    EXPECT_EQ(rows[1][cell].find_first_of("\r\n\x1b"), std::string::npos);
    EXPECT_EQ(rows[1][cell].find('\0'), std::string::npos);
  }
}

TEST(CsvCell, WhatASpreadsheetWouldCalculateIsText) {
  for (const std::string text : {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"})
    EXPECT_TRUE(read(text_cell(text) + ",x")[0][0].starts_with("'")) << text;
  EXPECT_EQ(text_cell("a-b = c"), "a-b = c");
  EXPECT_EQ(text_cell(""), "");
}

TEST(CsvCell, WhatPlatformsKnowPersonsByStays) {
  for (const std::string text : {"@ada", "-12", "+49.30", "ada.byron+cs@uni.example", "00012", "a_b"})
    EXPECT_EQ(id_cell(text), text);
  EXPECT_EQ(id_cell("=1+1"), "'=1+1");
  EXPECT_EQ(id_cell("@SUM(A1)"), "'@SUM(A1)");
}

TEST(CanvasTable, HasItsColumnsThePointsPossibleAndWhoHasAGrade) {
  const PlatformTable table = to_canvas(book());
  EXPECT_EQ(read(table.text), (Rows{{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A bounded queue"},
                                    {"Points Possible", "", "", "", "", "100"},
                                    {"Ada Byron", "", "ada", "abyron", "", "87"},
                                    {"Boole, George", "1815", "", "", "", "0"}}));
  EXPECT_TRUE(table.left_out.empty());
}

TEST(CanvasTable, OnlyAWholeNumberIsCanvasOwnNumberOfAPerson) {
  GradeBook numbered = book();
  numbered.rows[0].person.id = "12ab";
  EXPECT_EQ(read(to_canvas(numbered).text)[2][1], "");
  EXPECT_EQ(read(to_canvas(numbered).text)[2][2], "12ab");
}

TEST(MoodleTable, KnowsPersonsByTheirAddressAndTellsWhoHasNone) {
  const PlatformTable table = to_moodle(book());
  EXPECT_EQ(read(table.text), (Rows{{"Email address", "Full name", "A bounded queue"},
                                    {"ada@uni.example", "Ada Byron", "87"},
                                    {"boole@uni.example", "Boole, George", "0"}}));
  EXPECT_EQ(table.left_out, (std::vector<std::string>{"carl: the roster has no e-mail address",
                                                      "emmy: the roster has no e-mail address"}));
}

TEST(MoodleTable, TakesLoginsWhereNobodyHasAnAddress) {
  GradeBook logins = book();
  for (GradeRow& row : logins.rows) row.person.email.clear();
  const PlatformTable table = to_moodle(logins);
  EXPECT_EQ(read(table.text), (Rows{{"Username", "Full name", "A bounded queue"}, {"abyron", "Ada Byron", "87"}}));
  ASSERT_EQ(table.left_out.size(), 3U);
  EXPECT_EQ(table.left_out[0], "1815: the roster has no login");
}

TEST(MoodleTable, NobodyGetsTheGradeOfSomebodyElse) {
  GradeBook shared = book();
  shared.rows[1].person.email = "ADA@uni.example";
  const PlatformTable table = to_moodle(shared);
  EXPECT_EQ(read(table.text).size(), 1U);
  ASSERT_GE(table.left_out.size(), 2U);
  EXPECT_EQ(table.left_out[0], "ada: the roster has the e-mail address ada@uni.example for another person, too");
}

TEST(GradescopeTable, HasTheColumnsOfGradescopesOwn) {
  const PlatformTable table = to_gradescope(book());
  EXPECT_EQ(read(table.text), (Rows{{"Name", "SID", "Email", "Total Score", "Max Points", "Status"},
                                    {"Ada Byron", "ada", "ada@uni.example", "87", "100", "Graded"},
                                    {"Boole, George", "1815", "boole@uni.example", "0", "100", "Graded"},
                                    {"Dora", "dora", "dora@uni.example", "", "100", "Ungraded"}}));
  EXPECT_EQ(table.left_out.size(), 2U);
}

TEST(PlatformTables, PointsAreIntegersOrNothing) {
  const std::map<std::string, std::size_t> grade_columns{
      {to_canvas(book()).text, 5}, {to_moodle(book()).text, 2}, {to_gradescope(book()).text, 3}};
  for (const auto& [text, column] : grade_columns) {
    const Rows rows = read(text);
    for (std::size_t i = 1; i < rows.size(); ++i)
      EXPECT_EQ(rows[i].at(column).find_first_not_of("0123456789"), std::string::npos) << text;
  }
}

TEST(PlatformTables, LinesEndAsRfc4180Says) {
  for (const std::string& text :
       {to_csv(book()), to_canvas(book()).text, to_moodle(book()).text, to_gradescope(book()).text}) {
    EXPECT_TRUE(text.ends_with("\r\n"));
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      EXPECT_EQ(text[at - 1], '\r');
  }
}

}  // namespace
}  // namespace parcours
