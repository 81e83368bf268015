#include <gtest/gtest.h>

#include "util/timestamp.hpp"

namespace parcours {
namespace {

std::string read(std::string_view text) {
  const auto seconds = parse_timestamp(text);
  if (seconds) return timestamp_text(*seconds);
  EXPECT_EQ(seconds.error().fault, Fault::input);
  return seconds.error().message;
}

TEST(Timestamp, ReadsIso8601) {
  EXPECT_EQ(read("2026-11-26T23:59"), "2026-11-26T23:59:00Z");
  EXPECT_EQ(read("2026-11-26T23:59:58Z"), "2026-11-26T23:59:58Z");
  EXPECT_EQ(read(" 2026-11-26t23:59:58.999z\n"), "2026-11-26T23:59:58Z");
  EXPECT_EQ(read("2026-11-26T23:59:58,5+01:00"), "2026-11-26T22:59:58Z");
  EXPECT_EQ(read("2026-11-26T23:59-0730"), "2026-11-27T07:29:00Z");
  EXPECT_EQ(read("2026-11-26T23:59+02"), "2026-11-26T21:59:00Z");
}

TEST(Timestamp, ReadsWhatGradescopeAndCanvasWrite) {
  EXPECT_EQ(read("2023-09-13 04:03:36.123456000 Z"), "2023-09-13T04:03:36Z");
  EXPECT_EQ(read("2023-09-13 04:03:36 -0700"), "2023-09-13T11:03:36Z");
  EXPECT_EQ(read("2023-09-13 04:03:36.000000000 -07:00"), "2023-09-13T11:03:36Z");
  EXPECT_EQ(read("2023-09-13 04:03:36 UTC"), "2023-09-13T04:03:36Z");
}

TEST(Timestamp, TakesADateAloneForItsEnd) {
  EXPECT_EQ(read("2026-11-26"), "2026-11-26T23:59:59Z");
  EXPECT_EQ(read("2026-11-26T24:00"), "2026-11-27T00:00:00Z");
}

TEST(Timestamp, KnowsTheCalendar) {
  EXPECT_EQ(read("2024-02-29T00:00"), "2024-02-29T00:00:00Z");
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00"), 0);
  EXPECT_EQ(parse_timestamp("2026-11-26T18:30:19Z"), 1795717819);
  EXPECT_EQ(read("9999-12-31"), "9999-12-31T23:59:59Z");
}

TEST(Timestamp, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "tomorrow",
                           "2026",
                           "2026-11",
                           "2026-11-26T",
                           "2026-11-26T23",
                           "2026-11-26T23:5",
                           "2026-11-26T23:59:",
                           "2026-11-26T23:59:60",
                           "2026-11-26T24:01",
                           "2026-11-26T25:00",
                           "2026-11-26T23:60",
                           "2026-11-26T23:59 CET",
                           "2026-11-26T23:59+",
                           "2026-11-26T23:59+1",
                           "2026-11-26T23:59+01:",
                           "2026-11-26T23:59+01:00x",
                           "2026-11-26T23:59+99:00",
                           "2026-11-26T23:59:58.",
                           "2026-02-29",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-11-00",
                           "26.11.2026",
                           "1969-12-31",
                           "1970-01-01T00:00+01:00",
                           "9999-12-31T24:00",
                           "-026-11-26",
                           "2026-11-26  23:59"})
    EXPECT_TRUE(read(text).starts_with("`" + std::string(text) + "` is not a time; write 2026-11-26")) << text;
}

}  // namespace
}  // namespace parcours
