#include <gtest/gtest.h>

#include <regex>

#include "format_checks.hpp"
#include "golden.hpp"
#include "report/autolab.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

struct Lines {
  Json shown;
  Json result;
};

/// As Autolab does it: the last line is the result, the one before the formatted feedback.
Lines read(const std::string& report) {
  EXPECT_TRUE(report.ends_with("\n"));
  const std::vector<std::string> lines = split(report.substr(0, report.size() - 1), '\n');
  EXPECT_EQ(lines.size(), 2U);
  // Autolab puts quotes around each word before a colon.
  static const std::regex word("([a-zA-Z0-9]+):");
  EXPECT_EQ(std::regex_replace(lines.back(), word, "\"$1\":"), lines.back());
  return {Json::parse(lines.front(), nullptr, false), Json::parse(lines.back(), nullptr, false)};
}

TEST(Autolab, GivesAProblemForEachCriterion) {
  const Json result = read(to_autolab(samples::submission())).result;
  EXPECT_TRUE(fits(result, "autolab"));
  EXPECT_EQ(result["scores"],
            Json({{"compiles", 10}, {"fifo", 20}, {"corner-cases", 0}, {"race-free", 0}, {"speed", 14}}));
}

TEST(Autolab, IsAsItWas) {
  EXPECT_TRUE(matches_golden("autolab.txt", to_autolab(samples::submission())));
  EXPECT_TRUE(matches_golden("autolab-not-graded.txt", to_autolab(not_graded())));
}

TEST(Autolab, ShowsWhatIsMissingAndWhy) {
  const Json shown = read(to_autolab(samples::submission())).shown;
  EXPECT_EQ(shown["_presentation"], "semantic");
  ASSERT_EQ(shown["stages"], Json::array({"Points"}));
  const Json& points = shown["Points"];
  EXPECT_EQ(points["It compiles: 10 of 10"]["passed"], true);
  EXPECT_EQ(points["No data race: 0 of 20"]["passed"], false);
  EXPECT_EQ(points["No data race: 0 of 20"]["hint"],
            "a data race was found. Which members does more than one thread use?");
}

TEST(Autolab, WhatCouldNotBeGradedHasNoScoreAtAll) {
  const Lines lines = read(to_autolab(not_graded()));
  EXPECT_TRUE(fits(lines.result, "autolab"));
  EXPECT_FALSE(lines.result["scores"].contains("speed"));
  EXPECT_EQ(lines.result["scores"]["fifo"], 20);
  EXPECT_EQ(lines.shown["Points"]["Grading"]["passed"], false);
  EXPECT_EQ(read(to_autolab(rejected())).result["scores"], Json::object());
}

TEST(Autolab, CriteriaOfTheSameNameAreAllShown) {
  GradedSubmission graded = samples::submission();
  for (CriterionGrade& criterion : graded.grade.criteria) {
    criterion.title = "_same";
    criterion.points = criterion.max_points = 5;
  }
  const Json points = read(to_autolab(graded)).shown["Points"];
  EXPECT_EQ(points.size(), graded.grade.criteria.size());
  for (const auto& [name, row] : points.items()) EXPECT_FALSE(name.starts_with("_")) << name;
}

TEST(Autolab, HostileTextStaysInItsLine) {
  const Lines lines = read(to_autolab(samples::hostile()));
  EXPECT_TRUE(lines.shown.is_object());
  EXPECT_TRUE(is_clean(lines.shown));
  EXPECT_TRUE(fits(lines.result, "autolab"));
}

}  // namespace
}  // namespace parcours
