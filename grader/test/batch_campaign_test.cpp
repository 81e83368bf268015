#include <gtest/gtest.h>

#include <map>

#include "batch/campaign.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

/// Answers by the key of the work; what it was given, in order.
class ScriptedExecutor final : public Executor {
 public:
  std::map<std::string, std::vector<Result<GradedSubmission>>> answers;  ///< the last one again and again
  std::vector<std::string> graded;
  std::function<void()> after_each = [] {};

  Result<void> run(const std::vector<Work>& works, const WorkEvents& events, const std::stop_token& stop) override {
    for (const Work& work : works) {
      if (stop.stop_requested()) return {};
      events.begun(work);
      graded.push_back(work.key);
      auto& of_it = answers[work.key];
      if (of_it.empty()) of_it.emplace_back(complete());
      auto answer = of_it.front();
      if (of_it.size() > 1) of_it.erase(of_it.begin());
      if (auto told = events.ended(work, std::move(answer)); !told) return told;
      after_each();
    }
    return {};
  }
  [[nodiscard]] std::string description() const override { return "as scripted"; }

  static GradedSubmission complete() {
    GradedSubmission one;
    one.evidence.compiled = true;
    return one;
  }
};

class Campaign : public InTempFolder {
 protected:
  void SetUp() override {
    InTempFolder::SetUp();
    auto store = Store::open(folder() / "store");
    ASSERT_TRUE(store) << store.error().message;
    store_.emplace(std::move(*store));
    rubric_.max_points = 10;
    rubric_.criteria = {{.id = "compiles", .title = "Compiles", .kind = CriterionKind::compile, .points = 10}};
  }

  static Entry entry(const std::string& id, const std::string& key) {
    return {.person = {.id = id}, .submission = HandedIn{.file = "/" + id}, .key = key, .problem = {}};
  }

  Result<CampaignResult> run(const std::vector<Entry>& entries, const std::stop_token& stop = {},
                             const std::set<std::string>& again = {}) {
    return grade_missing(entries, rubric_, again, executor_, *store_,
                         {.planned = [](auto, auto) {}, .begun = [](auto&) {}, .ended = [](auto&, auto&) {}}, stop);
  }

  [[nodiscard]] bool is_kept(const std::string& key) const { return store_->find(key).value().has_value(); }

  /// A rubric whose speed criterion may be left out: then the grading is not complete.
  void grade_speed() {
    rubric_.max_points = 20;
    rubric_.criteria.push_back(
        {.id = "speed", .title = "Speed", .kind = CriterionKind::speed, .points = 10, .bands = {{0.5, 0}, {0.9, 10}}});
  }
  static GradedSubmission measured(double low, double ratio, double high) {
    GradedSubmission one = ScriptedExecutor::complete();
    one.evidence.measured = true;
    one.evidence.speedup = {.ratio = ratio, .low = low, .high = high, .pairs = 40, .threads = 2};
    return one;
  }

  std::optional<Store> store_;
  Rubric rubric_;
  ScriptedExecutor executor_;
};

using Keys = std::vector<std::string>;

TEST_F(Campaign, GradesEachDifferentSubmissionOnce) {
  const auto result = run({entry("ada", "1"), entry("bob", "2"), entry("cat", "1")});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(executor_.graded, (Keys{"1", "2"}));
  EXPECT_EQ(result->graded, 2U);
  EXPECT_TRUE(result->failures.empty());
  EXPECT_TRUE(is_kept("1") && is_kept("2"));
}

TEST_F(Campaign, GradesOnlyWhatIsNotKept) {
  ASSERT_TRUE(run({entry("ada", "1")}));
  const auto again = run({entry("ada", "1"), entry("bob", "2")});
  ASSERT_TRUE(again);
  EXPECT_EQ(executor_.graded, (Keys{"1", "2"}));
  EXPECT_EQ(again->kept, 1U);
}

TEST_F(Campaign, GradesAgainWhatIsAskedForAndKeepsTheOldGradingUntilThereIsANewOne) {
  ASSERT_TRUE(run({entry("ada", "1"), entry("bob", "2")}));
  executor_.answers["1"] = {machine_error("no memory")};
  const auto failed = run({entry("ada", "1"), entry("bob", "2")}, {}, {"1"});
  ASSERT_TRUE(failed);
  EXPECT_EQ(executor_.graded, (Keys{"1", "2", "1", "1"}));
  EXPECT_EQ(failed->failures.size(), 1U);
  EXPECT_TRUE(is_kept("1"));
}

TEST_F(Campaign, KeepsACompleteGradingRatherThanOneWithoutSpeed) {
  grade_speed();
  executor_.answers["1"] = {measured(0.69, 0.7, 0.71)};
  ASSERT_TRUE(run({entry("ada", "1")}));
  executor_.answers["1"] = {measured(0.5, 0.7, 0.9)};
  ASSERT_TRUE(run({entry("ada", "1")}, {}, {"1"}));
  EXPECT_DOUBLE_EQ(store_->find("1").value()->evidence.speedup.low, 0.69);
}

TEST_F(Campaign, LeavesOutWhoHandedInNothingOrNoSubmission) {
  Entry missing{.person = {.id = "ada"}};
  Entry refused = entry("bob", "");
  ASSERT_TRUE(run({missing, refused}));
  EXPECT_TRUE(executor_.graded.empty());
}

TEST_F(Campaign, TriesOnceMoreAfterAllOthersWhatTheMachineFailedAt) {
  executor_.answers["1"] = {machine_error("no memory"), ScriptedExecutor::complete()};
  executor_.answers["2"] = {machine_error("no luck")};
  const auto result = run({entry("ada", "1"), entry("bob", "2"), entry("cat", "3")});
  ASSERT_TRUE(result);
  EXPECT_EQ(executor_.graded, (Keys{"1", "2", "3", "1", "2"}));
  EXPECT_EQ(result->graded, 2U);
  ASSERT_EQ(result->failures.size(), 1U);
  EXPECT_NE(result->failures.at("2").find("no luck"), std::string::npos);
}

TEST_F(Campaign, TriesAgainWhatCouldNotBeTimedAndKeepsTheRestOfIt) {
  grade_speed();
  executor_.answers["1"] = {measured(0.5, 0.7, 0.9)};
  const auto result = run({entry("ada", "1")});
  ASSERT_TRUE(result);
  EXPECT_EQ(executor_.graded, (Keys{"1", "1"}));
  EXPECT_EQ(result->failures.size(), 1U);
  EXPECT_TRUE(is_kept("1"));
  executor_.answers["1"] = {measured(0.69, 0.7, 0.71)};
  const auto next_day = run({entry("ada", "1")});
  ASSERT_TRUE(next_day);
  EXPECT_EQ(next_day->graded, 1U);
  EXPECT_TRUE(next_day->failures.empty());
}

TEST_F(Campaign, TimesAgainWhatOtherBandsCannotPlace) {
  grade_speed();
  executor_.answers["1"] = {measured(0.9, 1.1, 1.4)};
  ASSERT_TRUE(run({entry("ada", "1")}));
  EXPECT_EQ(executor_.graded.size(), 1U);
  rubric_.criteria.back().bands = {{0.5, 0}, {0.8, 10}};
  ASSERT_TRUE(run({entry("ada", "1")}));
  EXPECT_EQ(executor_.graded.size(), 1U) << "the stored interval is good enough for these bands";
  rubric_.criteria.back().bands = {{0.5, 0}, {1.5, 10}};
  executor_.answers["1"] = {measured(1.09, 1.1, 1.11)};
  ASSERT_TRUE(run({entry("ada", "1")}));
  EXPECT_EQ(executor_.graded.size(), 2U);
}

TEST_F(Campaign, StopsAtAnErrorOfTheCourse) {
  executor_.answers["2"] = {input_error("tests.cpp: no such test")};
  const auto result = run({entry("ada", "1"), entry("bob", "2"), entry("cat", "3")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::input);
  EXPECT_TRUE(is_kept("1")) << "what was graded before is kept";
}

TEST_F(Campaign, EndsWhenAStopIsAskedFor) {
  std::stop_source source;
  executor_.after_each = [&] { source.request_stop(); };
  const auto result = run({entry("ada", "1"), entry("bob", "2")}, source.get_token());
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->stopped);
  EXPECT_EQ(executor_.graded, (Keys{"1"}));
  EXPECT_TRUE(is_kept("1"));
}

TEST_F(Campaign, HasNotBeenStoppedWhereAllWasGraded) {
  std::stop_source source;
  executor_.after_each = [&] {
    if (executor_.graded.size() == 2) source.request_stop();
  };
  const auto result = run({entry("ada", "1"), entry("bob", "2")}, source.get_token());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->graded, 2U);
  EXPECT_FALSE(result->stopped);
}

}  // namespace
}  // namespace parcours
