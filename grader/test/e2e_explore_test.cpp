// `parcours explore`, run as a person would.
#include "e2e_fixture.hpp"
#include "json_schema.hpp"

namespace parcours {
namespace {

const fs::path queue = source / "reference/06-thread-communication/bounded-queue";

class Explore : public CommandLine {
 protected:
  /// The result of exploring a header of the bounded queue, with further arguments.
  [[nodiscard]] Json explored(const std::string& header, int status, std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {"explore", "bounded-queue", (queue / header).string(), "--report", "json=-"});
    const Ran ran = parcours(arguments);
    EXPECT_EQ(ran.status, status) << ran.err;
    const Json result = Json::parse(ran.out, nullptr, false);
    EXPECT_TRUE(fits_schema(result)) << ran.out;
    return result;
  }
};

TEST_F(Explore, FindsNothingInTheReference) {
  const Json result = explored("bounded_queue.hpp", 0);
  EXPECT_TRUE(result["findings"].empty());
  EXPECT_EQ(result["score"], result["max_score"]);
  for (const Json& search : result["searches"]) EXPECT_GT(search["schedules"], 100);
}

TEST_F(Explore, TellsALostWakeUpStepByStepAndFindsItAgainByItsSeed) {
  const std::string wrong = "wrong/one_condition_notify_one.hpp";
  const Json first = explored(wrong, 1);
  ASSERT_FALSE(first["findings"].empty());
  const Json finding = first["findings"][0];
  EXPECT_EQ(finding["kind"], "deadlock");
  EXPECT_EQ(finding["file"], "bounded_queue.hpp");
  ASSERT_FALSE(finding["timeline"].empty());
  EXPECT_EQ(finding["timeline"].back()["what"], "waits for ever");
  const Json again = explored(wrong, 1,
                              {"--scenario", finding["scenario"].get<std::string>(), "--seed",
                               std::to_string(finding["seed"].get<std::uint64_t>())});
  ASSERT_EQ(again["findings"].size(), 1U);
  EXPECT_EQ(again["findings"][0]["timeline"], finding["timeline"]);
  EXPECT_EQ(again["findings"][0]["message"], finding["message"]);
}

TEST_F(Explore, FindsTheSameInEveryRun) {
  const std::string wrong = "wrong/if_instead_of_while.hpp";
  const Json first = explored(wrong, 1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(explored(wrong, 1)["findings"], first["findings"]);
}

TEST_F(Explore, DrawsAColumnForEachThread) {
  const Ran ran = parcours({"explore", "bounded-queue", (queue / "wrong/close_wakes_one.hpp").string()});
  EXPECT_EQ(ran.status, 1);
  EXPECT_HAS(ran.out, "│ consumer 1");
  EXPECT_HAS(ran.out, "│ closer");
  EXPECT_HAS(ran.out, "waits for");
  EXPECT_HAS(ran.out, "--seed");
}

TEST_F(Explore, PlaysNothingThatGradeWouldRefuse) {
  const std::string text = contents(queue / "bounded_queue.hpp") + "#line 7 \"tests.cpp\"\n";
  const Ran ran = parcours({"explore", "bounded-queue", file("bounded_queue.hpp", text), "--report", "json=-"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  const Json result = Json::parse(ran.out, nullptr, false);
  EXPECT_EQ(result["score"], 0);
  EXPECT_TRUE(result["searches"].empty());
  ASSERT_FALSE(result["findings"].empty());
  EXPECT_EQ(result["findings"][0]["kind"], "compile-error");
}

TEST_F(Explore, RefusesAnUnknownScenarioAndOffersTheNearest) {
  const Ran ran =
      parcours({"explore", "bounded-queue", (queue / "bounded_queue.hpp").string(), "--scenario", "TryPopMakesRom"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_HAS(ran.err, "TryPopMakesRoom");
}

}  // namespace
}  // namespace parcours
