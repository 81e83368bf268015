#include <gtest/gtest.h>

#include "pipeline/reading.hpp"

namespace parcours {
namespace {

constexpr std::string_view chapter =
    "# 3. Concepts\n\nA data race is bad.\n\n"
    "## Races\n\nA data race: a Data Race is no race condition.\n\n"
    "## Waiting\n\nA deadlock lasts for ever.\n\n"
    "```cpp\n## no heading: deadlock deadlock deadlock\n```\n\n"
    "## Speed\n\nNothing of the kind.\n\n"
    "## The exercise\n\nNo data race, no deadlock.\n";

Finding of(FindingKind kind, Severity severity = Severity::error) {
  Finding finding;
  finding.kind = kind;
  finding.severity = severity;
  return finding;
}

TEST(Reading, NamesTheSectionsAboutWhatWasFound) {
  const Reading reading = reading_in("03-concepts", chapter, {of(FindingKind::data_race)});
  EXPECT_EQ(reading.chapter, "03-concepts");
  EXPECT_EQ(reading.title, "3. Concepts");
  EXPECT_EQ(reading.sections, std::vector<std::string>{"Races"});
}

TEST(Reading, OfSeveralKindsItKeepsTheOrderOfTheChapter) {
  const std::vector<Finding> findings = {of(FindingKind::deadlock), of(FindingKind::data_race)};
  EXPECT_EQ(reading_in("03-concepts", chapter, findings).sections, (std::vector<std::string>{"Races", "Waiting"}));
}

TEST(Reading, WhatCostsNothingAndWhatNoSectionIsAboutNamesTheChapterAlone) {
  for (const Finding& finding : {of(FindingKind::data_race, Severity::review), of(FindingKind::output_limit)}) {
    const Reading reading = reading_in("03-concepts", chapter, {finding});
    EXPECT_EQ(reading.title, "3. Concepts");
    EXPECT_TRUE(reading.sections.empty());
  }
}

TEST(Reading, WithoutAChapterThereIsNone) {
  Exercise exercise;
  exercise.folder = "/nowhere/03-concepts/transfer";
  EXPECT_TRUE(reading_for(exercise, {}).chapter.empty());
}

}  // namespace
}  // namespace parcours
