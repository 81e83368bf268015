#include <gtest/gtest.h>

#include <set>

#include "format_checks.hpp"
#include "golden.hpp"
#include "report/sarif.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

/// A repository that has the header and the tests, in a folder of their own.
std::optional<std::string> in_work(const std::string& file) {
  if (file != "bounded_queue.hpp" && file != "tests.cpp") return std::nullopt;
  return "exercises/06/bounded-queue/" + file;
}

Json read(const GradedSubmission& graded, const FileLocator& locate = in_work) {
  const Json log = Json::parse(to_sarif(graded, locate), nullptr, false);
  EXPECT_TRUE(fits(log, "sarif"));
  return log;
}

Json results(const GradedSubmission& graded, const FileLocator& locate = in_work) {
  return read(graded, locate)["runs"][0]["results"];
}

Json result_of(const Finding& finding, const FileLocator& locate = in_work) {
  GradedSubmission graded = samples::submission();
  graded.evidence.findings = {finding};
  return results(graded, locate)[0];
}

std::string fingerprint(const Json& result) { return result["partialFingerprints"]["parcoursFinding/v1"]; }

TEST(Sarif, HasARuleForEveryKind) {
  const Json rules = read(samples::submission())["runs"][0]["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), all_finding_kinds().size());
  for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_EQ(rules[i]["id"], to_string(all_finding_kinds()[i]));
  for (const Json& result : results(samples::submission()))
    EXPECT_EQ(rules[result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
}

TEST(Sarif, IsAsItWas) {
  EXPECT_TRUE(matches_golden("sarif.json", to_sarif(samples::submission(), in_work)));
  EXPECT_TRUE(matches_golden("sarif-flawless.json", to_sarif(samples::flawless(), in_work)));
  EXPECT_TRUE(matches_golden("sarif-not-graded.json", to_sarif(not_graded(), in_work)));
}

TEST(Sarif, BothSidesOfARaceAreThreadFlows) {
  const Json race = result_of(samples::race());
  ASSERT_EQ(race["codeFlows"].size(), 1U);
  const Json& flows = race["codeFlows"][0]["threadFlows"];
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[0]["id"], "thread 1");
  ASSERT_EQ(flows[0]["locations"].size(), 2U);  // where it was started comes first
  EXPECT_EQ(flows[0]["locations"][0]["location"]["message"]["text"], "thread 1 was started");
  EXPECT_EQ(flows[0]["locations"][1]["location"]["physicalLocation"]["region"]["startLine"], 22);
  EXPECT_EQ(flows[1]["id"], "thread 2");
  EXPECT_EQ(flows[1]["locations"][0]["location"]["physicalLocation"]["region"]["startLine"], 27);
  EXPECT_EQ(flows[1]["locations"][0]["location"]["message"]["text"], "thread 2 reads `items_`");
}

TEST(Sarif, WaitersOfADeadlockAreThreadFlows) {
  const Json deadlock = result_of(samples::deadlock());
  EXPECT_EQ(deadlock["codeFlows"][0]["threadFlows"].size(), 2U);
  Finding ranks = samples::deadlock();
  ranks.steps = {{"rank 0 waits in MPI_Recv", samples::at(20, 1)},
                 {"rank 12 waits in MPI_Send", samples::at(13, 1)},
                 {"child process 1, thread 2 is busy", samples::at(14, 1)},
                 {"child process 1 sleeps", samples::at(15, 1)},
                 {"the main thread joins", samples::at(16, 1)}};
  std::vector<std::string> names;
  const Json of_ranks = result_of(ranks);
  for (const Json& flow : of_ranks["codeFlows"][0]["threadFlows"]) names.push_back(flow["id"]);
  EXPECT_EQ(names, (std::vector<std::string>{"rank 0", "rank 12", "child process 1, thread 2", "child process 1",
                                             "the main thread"}));
}

TEST(Sarif, AScheduleIsOneThreadFlowInTheOrderOfItsSteps) {
  const Json schedule = result_of(samples::schedule());
  const Json& flows = schedule["codeFlows"][0]["threadFlows"];
  ASSERT_EQ(flows.size(), 1U);
  ASSERT_EQ(flows[0]["locations"].size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(flows[0]["locations"][i]["executionOrder"], i + 1);
  EXPECT_EQ(flows[0]["locations"][3]["location"]["message"]["text"], "producer: notifies consumer 1");
}

TEST(Sarif, StepsOfNoThreadAreRelatedPlaces) {
  Finding crash = samples::race();
  crash.kind = FindingKind::crash;
  crash.steps = {{"in pop", samples::at(22, 5)}, {"called from drain", samples::at(27, 1)}};
  const Json result = result_of(crash);
  EXPECT_FALSE(result.contains("codeFlows"));
  EXPECT_EQ(result["relatedLocations"].size(), 2U);
}

TEST(Sarif, WhatIsElsewhereIsToldInTheMessageOnly) {
  Finding race = samples::race();
  race.steps[2].location.file = "hidden_tests.cpp";
  const Json result = result_of(race);
  EXPECT_EQ(result["codeFlows"][0]["threadFlows"][0]["locations"].size(), 1U);
  EXPECT_NE(result["message"]["text"].get<std::string>().find("thread 1 was started (hidden_tests.cpp:31)"),
            std::string::npos);
}

TEST(Sarif, AFindingWithoutAPlaceStandsAtTheTopOfTheHeader) {
  Finding finding = samples::test_failure();
  for (const SourceLocation& location :
       {SourceLocation{}, SourceLocation{"hidden_tests.cpp", 9, 1}, SourceLocation{"/etc/passwd", 1, 1}}) {
    finding.location = location;
    const Json place = result_of(finding)["locations"][0]["physicalLocation"];
    EXPECT_EQ(place["artifactLocation"]["uri"], "exercises/06/bounded-queue/bounded_queue.hpp");
    EXPECT_EQ(place["region"]["startLine"], 1);
  }
  const Json nowhere = result_of(finding, [](const std::string&) { return std::nullopt; });
  EXPECT_EQ(nowhere["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "bounded_queue.hpp");
}

TEST(Sarif, SeveritiesAreLevels) {
  Finding finding = samples::race();
  EXPECT_EQ(result_of(finding)["level"], "error");
  finding.severity = Severity::review;
  EXPECT_EQ(result_of(finding)["level"], "warning");
  finding.severity = Severity::info;
  EXPECT_EQ(result_of(finding)["level"], "note");
  finding.kind = FindingKind::inconclusive;
  finding.severity = Severity::error;  // it never costs points
  EXPECT_EQ(result_of(finding)["level"], "note");
}

TEST(Sarif, ColumnsAreCountedInCodePoints) {
  GradedSubmission graded = samples::submission();
  graded.source = "// añadir → x = 1;  \n\n";
  graded.evidence.findings = {samples::race()};
  graded.evidence.findings[0].location = samples::at(1, 16);  // the x: 15 bytes before it, 12 code points
  Json region = results(graded)[0]["locations"][0]["physicalLocation"]["region"];
  EXPECT_EQ(region["startColumn"], 13);
  EXPECT_EQ(region["endColumn"], 19);                        // without the blanks at the end
  graded.evidence.findings[0].location = samples::at(2, 7);  // an empty line
  region = results(graded)[0]["locations"][0]["physicalLocation"]["region"];
  EXPECT_EQ(region, Json({{"startLine", 2}, {"startColumn", 1}, {"endLine", 2}, {"endColumn", 2}}));
}

TEST(Sarif, AFingerprintOutlivesLinesAddedElsewhere) {
  GradedSubmission before = samples::submission();
  GradedSubmission after = before;
  after.source = "// one more\n// and another\n" + after.source;
  for (Finding& finding : after.evidence.findings) {
    finding.location.line += 2;
    for (Step& step : finding.steps) step.location.line += 2;
    for (TimelineStep& step : finding.timeline) step.location.line += 2;
    finding.seed = 5;
    finding.test = finding.kind == FindingKind::test_failure ? finding.test : "Another.Test";
  }
  std::swap(after.evidence.findings[2].steps[0], after.evidence.findings[2].steps[1]);
  std::set<std::string> different;
  const Json first = results(before);
  const Json second = results(after);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(fingerprint(first[i]), fingerprint(second[i])) << first[i]["ruleId"];
    different.insert(fingerprint(first[i]));
  }
  EXPECT_EQ(different.size(), first.size());
}

TEST(Sarif, AFingerprintChangesWithItsLineAndNoTwoAreTheSame) {
  Finding race = samples::race();
  const std::string before = fingerprint(result_of(race));
  race.steps[1].location = samples::at(20, 40);
  EXPECT_NE(fingerprint(result_of(race)), before);
  GradedSubmission twice = samples::submission();
  twice.evidence.findings = {samples::race(), samples::race()};
  const Json both = results(twice);
  EXPECT_NE(fingerprint(both[0]), fingerprint(both[1]));
}

TEST(Sarif, AMessageHoldsNoLinks) {
  Finding finding = samples::race();
  finding.message = "see [this](https://evil.example) and [](int) {}";
  EXPECT_TRUE(result_of(finding)["message"]["text"].get<std::string>().starts_with(
      "see [this] (https://evil.example) and [] (int) {}"));
}

TEST(Sarif, WithoutAGradeTheRunWasNoSuccess) {
  const Json failed = read(not_graded())["runs"][0]["invocations"][0];
  EXPECT_EQ(failed["executionSuccessful"], false);
  EXPECT_EQ(failed["toolExecutionNotifications"][0]["level"], "error");
  EXPECT_EQ(read(samples::submission())["runs"][0]["invocations"][0]["executionSuccessful"], true);
  EXPECT_EQ(results(rejected()), Json::array());
}

TEST(Sarif, HostileTextAndNamesGiveASoundFile) {
  const GradedSubmission graded = samples::hostile();
  const Json log = read(graded, [](const std::string& file) { return "a b/" + file; });
  EXPECT_TRUE(is_clean(log));
}

TEST(PathWithin, IsRelativeAndNeverLeadsOut) {
  EXPECT_EQ(path_within("/repo", "/repo/a/b.hpp"), "a/b.hpp");
  EXPECT_EQ(path_within("/repo/", "/repo/x/../a/./b.hpp"), "a/b.hpp");
  EXPECT_EQ(path_within("/repo", "/repository/b.hpp"), std::nullopt);
  EXPECT_EQ(path_within("/repo", "/repo/../b.hpp"), std::nullopt);
  EXPECT_EQ(path_within("/repo", "/etc/passwd"), std::nullopt);
  EXPECT_EQ(path_within("/repo", "/repo"), std::nullopt);
}

}  // namespace
}  // namespace parcours
