#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "format_checks.hpp"
#include "golden.hpp"
#include "report/junit.hpp"
#include "xml_reader.hpp"

namespace parcours {
namespace {

using Json = nlohmann::json;

Json read(const GradedSubmission& graded) {
  const std::vector<Json> trees = read_xml({to_junit(graded)});
  return trees.empty() ? Json() : trees.front();
}

std::size_t number(const Json& element, const char* attribute) {
  return std::stoul(element["attributes"].at(attribute).get<std::string>());
}

/// The children with that tag.
std::vector<Json> all(const Json& element, const std::string& tag) {
  std::vector<Json> found;
  for (const Json& child : element["children"])
    if (child["tag"] == tag) found.push_back(child);
  return found;
}

std::string result_of(const Json& testcase) {
  return testcase["children"].empty() ? "passed" : testcase["children"][0]["tag"].get<std::string>();
}

/// Only what Jenkins' schema knows (xunit-plugin, junit-10.xsd), and every number is the number of what it counts.
void expect_sound(const Json& root) {
  ASSERT_EQ(root["tag"], "testsuites");
  const std::map<std::string, std::set<std::string>> known = {
      {"testsuites", {"name", "time", "tests", "failures", "errors"}},
      {"testsuite", {"name", "tests", "failures", "errors", "skipped", "time"}},
      {"properties", {}},
      {"property", {"name", "value"}},
      {"testcase", {"name", "classname"}},
      {"failure", {"type", "message"}},
      {"error", {"type", "message"}},
      {"skipped", {"type", "message"}},
      {"system-out", {}}};
  const std::function<void(const Json&)> check = [&](const Json& element) {
    const auto allowed = known.find(element["tag"].get<std::string>());
    ASSERT_NE(allowed, known.end()) << element["tag"];
    std::set<std::string> attributes;
    for (const auto& [name, value] : element["attributes"].items()) attributes.insert(name);
    EXPECT_EQ(attributes, allowed->second) << element["tag"];
    for (const Json& child : element["children"]) check(child);
  };
  check(root);
  std::map<std::string, std::size_t> whole;
  for (const Json& suite : all(root, "testsuite")) {
    std::map<std::string, std::size_t> count;
    for (const Json& testcase : all(suite, "testcase")) ++count[result_of(testcase)];
    EXPECT_EQ(number(suite, "tests"), all(suite, "testcase").size());
    EXPECT_EQ(number(suite, "failures"), count["failure"]);
    EXPECT_EQ(number(suite, "errors"), count["error"]);
    EXPECT_EQ(number(suite, "skipped"), count["skipped"]);
    whole["tests"] += number(suite, "tests");
    whole["failures"] += number(suite, "failures");
    whole["errors"] += number(suite, "errors");
  }
  for (const auto& [name, sum] : whole) EXPECT_EQ(number(root, name.c_str()), sum) << name;
}

TEST(Junit, HoldsCriteriaAndTests) {
  const Json root = read(samples::submission());
  expect_sound(root);
  const std::vector<Json> suites = all(root, "testsuite");
  ASSERT_EQ(suites.size(), 2U);
  std::vector<std::string> results;
  for (const Json& testcase : all(suites[0], "testcase")) results.push_back(result_of(testcase));
  EXPECT_EQ(results, (std::vector<std::string>{"passed", "failure", "skipped", "failure", "failure"}));
  const Json partial = all(suites[0], "testcase")[1];
  EXPECT_EQ(partial["attributes"]["name"], "First in, first out");
  EXPECT_EQ(partial["children"][0]["attributes"]["type"], "partial");
  EXPECT_EQ(partial["children"][0]["attributes"]["message"],
            "20 of 30 points: 2 of 3 tests pass; the first that does not: BoundedQueue.ManyToMany");
  const Json test = all(suites[1], "testcase")[2];
  EXPECT_EQ(test["attributes"]["classname"], "BoundedQueue");
  EXPECT_EQ(test["attributes"]["name"], "ManyToMany");
  EXPECT_NE(test["children"][0]["text"].get<std::string>().find("thread 2 waits"), std::string::npos);
}

TEST(Junit, IsAsItWas) {
  EXPECT_TRUE(matches_golden("junit.xml", to_junit(samples::submission())));
  EXPECT_TRUE(matches_golden("junit-flawless.xml", to_junit(samples::flawless())));
  EXPECT_TRUE(matches_golden("junit-not-graded.xml", to_junit(not_graded())));
}

TEST(Junit, TheMachinesFaultIsAnErrorAndNoFailure) {
  const Json root = read(not_graded());
  expect_sound(root);
  EXPECT_EQ(number(root, "errors"), 1U);
  const Json suite = all(root, "testsuite")[0];
  const Json grading = all(suite, "testcase")[0];
  EXPECT_EQ(grading["children"][0]["tag"], "error");
  EXPECT_NE(grading["children"][0]["attributes"]["message"].get<std::string>().find("this machine's"),
            std::string::npos);
  EXPECT_EQ(result_of(all(suite, "testcase").back()), "skipped");  // the speed
}

TEST(Junit, ARejectedSubmissionIsAnError) {
  const Json root = read(rejected());
  expect_sound(root);
  EXPECT_EQ(number(root, "tests"), 1U);
  EXPECT_EQ(number(root, "errors"), 1U);
}

TEST(Junit, HostileTextIsText) {
  const Json root = read(samples::hostile());
  expect_sound(root);
  EXPECT_TRUE(is_clean(root));
  EXPECT_NE(to_junit(samples::hostile()).find("&lt;script&gt;"), std::string::npos);
}

TEST(Junit, TellsWhatCountsBesideTheScore) {
  GradedSubmission graded = samples::submission();
  graded.note = "Handed in late: 40 points count.";
  const Json output = all(all(read(graded), "testsuite")[0], "system-out")[0];
  EXPECT_TRUE(output["text"].get<std::string>().starts_with("Handed in late: 40 points count.\n\nbounded_queue"));
}

TEST(Junit, AnEmptySubmissionIsWellFormed) { expect_sound(read(GradedSubmission{})); }

TEST(Junit, ATimeThatIsNoneIsZero) {
  GradedSubmission graded = samples::submission();
  graded.evidence.seconds = -1;
  EXPECT_NE(to_junit(graded).find("time=\"0.000\""), std::string::npos);
}

}  // namespace
}  // namespace parcours
