#include <gtest/gtest.h>

#include <limits>

#include "json_schema.hpp"
#include "report/json.hpp"

namespace parcours {
namespace {

using nlohmann::json;

GradedSubmission submission() {
  GradedSubmission graded;
  graded.exercise = "bounded-queue";
  graded.title = "A bounded queue";
  graded.path = "bounded_queue.hpp";
  graded.sha256 = std::string(64, 'a');
  graded.grade.pass_mark = 50;
  graded.grade.score = 10;
  graded.grade.max_score = 30;
  graded.grade.next_step = "Remove the data race.";
  graded.grade.criteria = {
      {"compiles", "It compiles", CriterionKind::compile, 10, 10, CriterionStatus::passed, "it does", ""},
      {"race-free", "No race", CriterionKind::race, 0, 20, CriterionStatus::failed, "a race", "lock"}};
  Finding race;
  race.kind = FindingKind::data_race;
  race.location = {"bounded_queue.hpp", 42, 7};
  race.message = "two threads";
  race.steps = {{"thread 1 writes", {"bounded_queue.hpp", 42, 7}}, {"somewhere", {}}};
  race.seen = 3;
  race.runs = 5;
  race.seed = 18446744073709551615ULL;
  graded.evidence.findings = {race};
  graded.evidence.compiled = true;
  graded.evidence.tests = {{"Q.Order", TestStatus::passed, ""}, {"Q.Blocks", TestStatus::not_run, "stopped"}};
  graded.evidence.measured = true;
  graded.evidence.speedup = {0.97, 0.95, 0.99, 40, 2, true};
  graded.evidence.seconds = 0.7;
  graded.evidence.phases = {{"build-tests", 0.71}};
  graded.evidence.environment = {{"compiler", "clang 19"}, {"cores", "2"}, {"sandbox", "bubblewrap"}};
  return graded;
}

/// What a reader of the file gets.
json read_back(const GradedSubmission& graded) { return json::parse(to_json(graded).dump()); }

TEST(ResultJson, HasTheFieldsOfTheInterface) {
  const json document = read_back(submission());
  EXPECT_EQ(document["schema"], "parcours/result/v1");
  EXPECT_TRUE(document["student"].is_null());
  EXPECT_EQ(document["submission"]["path"], "bounded_queue.hpp");
  EXPECT_EQ(document["score"], 10);
  EXPECT_EQ(document["criteria"][1]["kind"], "race");
  EXPECT_EQ(document["criteria"][1]["status"], "failed");
  EXPECT_EQ(document["findings"][0]["kind"], "data-race");
  EXPECT_EQ(document["findings"][0]["line"], 42);
  EXPECT_EQ(document["findings"][0]["column"], 7);
  EXPECT_FALSE(document["findings"][0]["steps"][1].contains("column"));
  EXPECT_EQ(document["findings"][0]["seed"], 18446744073709551615ULL);
  EXPECT_EQ(document["speedup"]["pairs"], 40);
  EXPECT_EQ(document["seconds"], 0.7);
  EXPECT_EQ(document["environment"]["cores"], 2);
}

TEST(ResultJson, FitsThePublishedSchema) {
  GradedSubmission graded = submission();
  EXPECT_TRUE(fits_schema(read_back(graded)));
  graded.student = "ada";
  graded.evidence.measured = false;
  graded.evidence.findings.clear();
  const json document = read_back(graded);
  EXPECT_TRUE(document["speedup"].is_null());
  EXPECT_EQ(document["student"], "ada");
  EXPECT_TRUE(fits_schema(document));
}

TEST(ResultJson, EveryKindFitsTheSchema) {
  GradedSubmission graded = submission();
  const Finding model = graded.evidence.findings.front();
  for (int kind = 0; kind <= static_cast<int>(FindingKind::inconclusive); ++kind) {
    for (const Severity severity : {Severity::error, Severity::review, Severity::info}) {
      Finding finding = model;
      finding.kind = static_cast<FindingKind>(kind);
      finding.severity = severity;
      graded.evidence.findings.push_back(finding);
    }
  }
  EXPECT_TRUE(fits_schema(read_back(graded)));
}

TEST(ResultJson, ARejectedSubmissionFitsTheSchema) {
  GradedSubmission rejected;
  rejected.exercise = "bounded-queue";
  rejected.path = "notes.txt";
  rejected.outcome = "rejected";
  rejected.outcome_reason = "this is no header";
  EXPECT_TRUE(fits_schema(read_back(rejected)));
}

TEST(ResultJson, TheSchemaRefusesBrokenDocuments) {
  const json sound = read_back(submission());
  ASSERT_TRUE(fits_schema(sound));
  const auto refused = [&sound](std::string_view pointer, const json& value) {
    json broken = sound;
    broken[json::json_pointer(std::string(pointer))] = value;
    return !fits_schema(broken);
  };
  EXPECT_TRUE(refused("/schema", "parcours/result/v2"));
  EXPECT_TRUE(refused("/outcome", "maybe"));
  EXPECT_TRUE(refused("/score", 10.5));
  EXPECT_TRUE(refused("/score", "10"));
  EXPECT_TRUE(refused("/criteria", json::array()));
  EXPECT_TRUE(refused("/criteria/0/status", "great"));
  EXPECT_TRUE(refused("/findings/0/kind", "data_race"));
  EXPECT_TRUE(refused("/findings/0/line", -1));
  EXPECT_TRUE(refused("/speedup/stable", nullptr));
  EXPECT_TRUE(refused("/environment/cores", "2"));
  for (const char* field : {"schema", "exercise", "student", "submission", "outcome", "score", "max_score", "passed",
                            "criteria", "findings", "speedup", "phases", "environment"}) {
    json broken = sound;
    broken.erase(field);
    EXPECT_FALSE(fits_schema(broken)) << field;
  }
}

TEST(ResultJson, BrokenBytesFromTheSubmissionStillGiveADocument) {
  GradedSubmission graded = submission();
  graded.evidence.findings[0].message = "bad \xff\xc3( \xed\xa0\x80 \xf0\x9f end \x1b[31m";
  graded.evidence.findings[0].steps[0].what = "\x80";
  graded.path = "bad\xfe.hpp";
  graded.evidence.speedup.disturbed_by = "\xff was busy";  // the name of somebody's program
  json document;
  ASSERT_NO_THROW(document = read_back(graded));
  EXPECT_TRUE(fits_schema(document));
}

TEST(ResultJson, TellsTheRatioOfEveryPairAndWhatASpeedIsWorth) {
  GradedSubmission graded = submission();
  graded.evidence.speedup.ratios = {0.5, 0.625};
  graded.grade.criteria.front().bands = {{0.25, 0}, {0.5, 20}};
  const json document = read_back(graded);
  EXPECT_EQ(document["speedup"]["ratios"], json::parse("[0.5, 0.625]"));
  EXPECT_EQ(document["criteria"][0]["bands"],
            json::parse(R"([{"ratio": 0.25, "points": 0}, {"ratio": 0.5, "points": 20}])"));
  EXPECT_TRUE(fits_schema(document));
}

TEST(ResultJson, AnInfiniteSpeedIsNoSpeed) {
  GradedSubmission graded = submission();
  graded.evidence.speedup.high = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(read_back(graded)["speedup"].is_null());
}

}  // namespace
}  // namespace parcours
