#include <gtest/gtest.h>

#include "util/csv.hpp"

namespace parcours {
namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRow> rows_of(std::string_view text) {
  auto rows = parse_csv(text, "list.csv");
  if (rows) return std::move(*rows);
  ADD_FAILURE() << rows.error().message;
  return {};
}

std::string complaint(std::string_view text) {
  const auto rows = parse_csv(text, "list.csv");
  if (rows) {
    ADD_FAILURE() << "it was accepted";
    return "";
  }
  EXPECT_EQ(rows.error().fault, Fault::input);
  return rows.error().message;
}

TEST(Csv, ReadsRowsWithAnyLineEndAndTheirLines) {
  for (const char* text : {"a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\rc,d\r",
                           "\xEF\xBB\xBF"
                           "a,b\nc,d\n"}) {
    const auto rows = rows_of(text);
    ASSERT_EQ(rows.size(), 2U) << text;
    EXPECT_EQ(rows[0].fields, (Fields{"a", "b"}));
    EXPECT_EQ(rows[1].fields, (Fields{"c", "d"}));
    EXPECT_EQ(rows[1].line, 2);
  }
}

TEST(Csv, ReadsQuotedFieldsWithEverythingInThem) {
  const auto rows = rows_of("\"a,\"\"b\"\"\",\"one\r\ntwo\rthree\nfour\"\nlast, \"x\" ,\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fields, (Fields{"a,\"b\"", "one\r\ntwo\rthree\nfour"}));
  EXPECT_EQ(rows[1].fields, (Fields{"last", " \"x\" ", ""}));
  EXPECT_EQ(rows[1].line, 5);
}

TEST(Csv, KeepsEmptyFieldsAndLeavesOutEmptyLines) {
  const auto rows = rows_of("\n\na,,\n\n,\n\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fields, (Fields{"a", "", ""}));
  EXPECT_EQ(rows[0].line, 3);
  EXPECT_EQ(rows[1].fields, (Fields{"", ""}));
  EXPECT_EQ(rows[1].line, 5);
  EXPECT_TRUE(rows_of("").empty());
}

TEST(Csv, FindsTheSeparatorInTheFirstRow) {
  EXPECT_EQ(rows_of("id;name\n1;Byron, Ada\n")[1].fields, (Fields{"1", "Byron, Ada"}));
  EXPECT_EQ(rows_of("id\tname\n1\tA;B\n")[1].fields, (Fields{"1", "A;B"}));
  EXPECT_EQ(rows_of("\"a;b;c\",d\n")[0].fields, (Fields{"a;b;c", "d"}));
  EXPECT_EQ(csv_separator("alone\n;;;"), ',');
  EXPECT_EQ(csv_separator("\n\na;b"), ';');
}

TEST(Csv, SaysWhereAQuoteIsWrong) {
  EXPECT_EQ(complaint("a\nb,\"c\nd\n"), "list.csv:2: the quote that begins a field here is not closed");
  EXPECT_EQ(complaint("a\n\"b\nc\"d\n"),
            "list.csv:3: text follows a closing quote; write a quote inside a field twice");
}

TEST(Csv, RefusesBytesOfZero) {
  using namespace std::string_literals;
  EXPECT_TRUE(complaint("a,b\n\0c"s).starts_with("list.csv:2: holds a byte of zero"));
  EXPECT_TRUE(complaint("a,b\n\"\n\0c\""s).starts_with("list.csv:3: holds a byte of zero"));
}

TEST(Csv, WritesFieldsThatReadTheSame) {
  EXPECT_EQ(csv_field("plain text"), "plain text");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("=1+1"), "=1+1");
  for (const std::string text : {"a,b", "a;b", "a\tb", "say \"hi\"", "\"", "two\nlines", "a\rb", " a", "a ", "größe"}) {
    const auto rows = rows_of("x," + csv_field(text) + ",y\r\n");
    ASSERT_EQ(rows.size(), 1U) << text;
    EXPECT_EQ(rows[0].fields, (Fields{"x", text, "y"}));
  }
}

}  // namespace
}  // namespace parcours
