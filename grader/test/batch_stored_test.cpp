#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "batch/stored.hpp"
#include "report/json.hpp"

namespace parcours {
namespace {

GradedSubmission sample() {
  GradedSubmission one;
  one.exercise = "bounded-queue";
  one.title = "Bounded queue";
  one.path = "ada/bounded_queue.hpp";
  one.header = "bounded_queue.hpp";
  one.sha256 = "00ff";
  one.source = "int x;\n";
  Evidence& evidence = one.evidence;
  evidence.compiled = true;
  evidence.tests = {{"Queue.Keeps", TestStatus::failed, "it does not"}, {"Queue.Ends", TestStatus::not_run, ""}};
  Finding race;
  race.kind = FindingKind::data_race;
  race.severity = Severity::review;
  race.location = {"bounded_queue.hpp", 7, 3};
  race.message = "two threads meet";
  race.steps = {{"thread 1 writes", {"bounded_queue.hpp", 7, 3}}, {"thread 2 reads", {"bounded_queue.hpp", 9, 1}}};
  race.test = "Queue.Keeps";
  race.also_in = {"Queue.Ends"};
  race.advice = "lock";
  race.seen = 2;
  race.runs = 5;
  race.seed = 18'446'744'073'709'551'615ULL;
  race.scenario = "Scenario.Two";
  race.schedules_tried = 17;
  race.timeline = {{"main", "waits", {"bounded_queue.hpp", 4, 0}}};
  evidence.findings = {race};
  evidence.searches = {{"Scenario.Two", 3000, 2}};
  evidence.measured = true;
  evidence.speedup = {.ratio = 0.5,
                      .low = 0.25,
                      .high = 0.75,
                      .pairs = 40,
                      .threads = 2,
                      .stable = true,
                      .self = 1.01,
                      .self_low = 0.99,
                      .self_high = 1.02,
                      .baselines = {{"the serial version", 1.5}},
                      .ratios = {0.4, 0.6},
                      .disturbed_by = "somebody"};
  evidence.scaling = {.points = {{1, 0.5, 0.5, 0.5, 3}, {2, 0.25, 0.5, 0.25, 7}},
                      .serial = 0.4,
                      .waited_one_lock = 0.1,
                      .waited_locks = 0.2,
                      .waited_news = 0.3,
                      .processors = 2,
                      .failure = "none",
                      .disturbed_by = "nobody"};
  evidence.test_runs = 6;
  evidence.race_runs = 5;
  evidence.seconds = 3.5;
  evidence.phases = {{"build-tests", 0.7}};
  evidence.environment = {{"compiler", "clang 19"}, {"cores", "2"}};
  evidence.seed = 42;
  return one;
}

TEST(Stored, IsTheSameWhenReadAgain) {
  const GradedSubmission before = sample();
  const std::string bytes = to_stored(before);
  const auto after = from_stored(bytes);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(to_stored(*after), bytes);
  EXPECT_EQ(to_json(*after), to_json(before));
  EXPECT_EQ(after->source, before.source);
  EXPECT_EQ(after->header, before.header);
  EXPECT_EQ(after->evidence.test_runs, 6);
}

TEST(Stored, TakesTextThatIsNoUtf8AndNumbersThatAreNotFinite) {
  GradedSubmission odd = sample();
  odd.source = std::string("\xff\x00\xc3", 3);
  odd.evidence.findings[0].message = "\x80";
  odd.evidence.speedup.high = std::numeric_limits<double>::infinity();
  odd.evidence.speedup.low = std::nan("");
  const auto after = from_stored(to_stored(odd));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->source, odd.source);
  EXPECT_EQ(after->evidence.findings[0].message, "\x80");
  EXPECT_TRUE(std::isinf(after->evidence.speedup.high));
  EXPECT_TRUE(std::isnan(after->evidence.speedup.low));
}

TEST(Stored, RefusesDamagedBytesAndOtherDocuments) {
  const std::string bytes = to_stored(sample());
  for (std::size_t size = 0; size < bytes.size(); size += 7) EXPECT_FALSE(from_stored(bytes.substr(0, size))) << size;
  EXPECT_FALSE(from_stored("{}"));
  EXPECT_FALSE(from_stored("\xa0"));  // an empty object
}

}  // namespace
}  // namespace parcours
