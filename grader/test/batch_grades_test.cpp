#include <gtest/gtest.h>

#include "batch/grades.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

constexpr std::int64_t due = 1'790'000'000;
constexpr std::int64_t day = 24 * 60 * 60;

class GradesTest : public InTempFolder {
 protected:
  void SetUp() override {
    InTempFolder::SetUp();
    auto store = Store::open(folder() / "store");
    ASSERT_TRUE(store) << store.error().message;
    store_.emplace(std::move(*store));
    exercise_.id = "sum";
    exercise_.header = "sum.hpp";
    rubric_.title = "A sum";
    rubric_.max_points = 100;
    rubric_.pass_mark = 50;
    rubric_.late = {.per_day = 10, .most = 30};
    rubric_.criteria = {{.id = "compiles", .title = "Compiles", .kind = CriterionKind::compile, .points = 100}};
    ASSERT_TRUE(store_->keep("good", graded()));
  }
  static GradedSubmission graded() {
    GradedSubmission one;
    one.evidence.compiled = true;
    return one;
  }
  static Entry entry(const std::string& key, std::optional<std::int64_t> at = {}) {
    return {.person = {.id = "ada"},
            .submission = HandedIn{.file = "/x", .shown = "ada/sum.hpp", .at = at},
            .key = key,
            .problem = {}};
  }
  PersonGrade of(const Entry& entry) {
    const auto grades = Grades::create(exercise_, rubric_, *store_, failures_, due);
    if (!grades) throw std::runtime_error(grades.error().message);
    auto grade = grades->of(entry);
    if (!grade) throw std::runtime_error(grade.error().message);
    return std::move(*grade);
  }

  std::optional<Store> store_;
  Exercise exercise_;
  Rubric rubric_;
  Failures failures_;
};

TEST_F(GradesTest, AreScoredByTheRubricAsItIsNow) {
  EXPECT_EQ(of(entry("good")).row.points, 100);
  rubric_.max_points = 60;
  rubric_.criteria[0].points = 60;
  const PersonGrade now = of(entry("good"));
  EXPECT_EQ(now.row.points, 60);
  EXPECT_EQ(now.row.state, GradeState::graded);
  EXPECT_EQ(now.submission->grade.score, 60);
  EXPECT_EQ(now.submission->student, "ada");
  EXPECT_EQ(now.submission->path, "ada/sum.hpp");
}

TEST_F(GradesTest, LosePointsForADelayAndSaySo) {
  EXPECT_EQ(of(entry("good", due)).row.points, 100);
  const PersonGrade late = of(entry("good", due + day + 60));
  EXPECT_EQ(late.row.points, 80);
  EXPECT_NE(late.row.remark.find("20 of 100 points"), std::string::npos) << late.row.remark;
  EXPECT_EQ(late.submission->note, late.row.remark);
  EXPECT_EQ(late.submission->grade.score, 100) << "the work itself is as good as it is";
  EXPECT_EQ(of(entry("good", due + 100 * day)).row.points, 70);
}

TEST_F(GradesTest, LoseNothingForADelayOfUnknownLength) {
  Entry marked = entry("good");
  marked.submission->marked_late = true;
  const PersonGrade grade = of(marked);
  EXPECT_EQ(grade.row.points, 100);
  EXPECT_TRUE(grade.row.review);
  EXPECT_FALSE(grade.row.remark.empty());
}

TEST_F(GradesTest, AreNoneWithoutASubmission) {
  const PersonGrade grade = of({.person = {.id = "ada"}, .problem = "Nothing was handed in."});
  EXPECT_EQ(grade.row.state, GradeState::missing);
  EXPECT_FALSE(grade.row.points);
  EXPECT_FALSE(grade.submission);
  EXPECT_EQ(grade.row.remark, "Nothing was handed in.");
}

TEST_F(GradesTest, AreNoneForWhatIsNoSubmission) {
  Entry refused = entry("");
  refused.problem = "ada/sum.hpp: is empty";
  const PersonGrade grade = of(refused);
  EXPECT_EQ(grade.row.state, GradeState::rejected);
  EXPECT_FALSE(grade.row.points);
  ASSERT_TRUE(grade.submission);
  EXPECT_EQ(grade.submission->outcome, "rejected");
  EXPECT_EQ(grade.submission->outcome_reason, "ada/sum.hpp: is empty");
}

TEST_F(GradesTest, AreNeverAZeroForTheMachinesFault) {
  failures_["broken"] = "no memory";
  const PersonGrade failed = of(entry("broken"));
  EXPECT_EQ(failed.row.state, GradeState::not_graded);
  EXPECT_FALSE(failed.row.points);
  EXPECT_EQ(failed.row.remark, "no memory");
  const PersonGrade not_yet = of(entry("not yet"));
  EXPECT_EQ(not_yet.row.state, GradeState::not_graded);
  EXPECT_FALSE(not_yet.row.points);
}

TEST_F(GradesTest, SayThatTheyAreTheEarlierOnesWhereGradingAgainFailed) {
  failures_["good"] = "no memory";
  const PersonGrade grade = of(entry("good"));
  EXPECT_EQ(grade.row.points, 100);
  EXPECT_NE(grade.row.remark.find("earlier"), std::string::npos) << grade.row.remark;
}

TEST_F(GradesTest, WaitWhereTheSpeedCouldNotBePlaced) {
  rubric_.criteria[0].points = 80;
  rubric_.criteria.push_back(
      {.id = "speed", .title = "Speed", .kind = CriterionKind::speed, .points = 20, .bands = {{0.5, 0}, {0.9, 20}}});
  GradedSubmission one = graded();
  one.evidence.measured = true;
  one.evidence.speedup = {.ratio = 0.7, .low = 0.5, .high = 0.9, .pairs = 40, .threads = 2};
  ASSERT_TRUE(store_->keep("noisy", one));
  const PersonGrade grade = of(entry("noisy"));
  EXPECT_EQ(grade.row.state, GradeState::not_graded);
  EXPECT_FALSE(grade.row.points);
  EXPECT_NE(grade.row.remark.find("80 of 80"), std::string::npos) << grade.row.remark;
}

TEST_F(GradesTest, AreWhatAPersonSetWithTheReason) {
  ASSERT_TRUE(store_->set_override({"ada", 42, "shown at the desk", due}));
  const PersonGrade graded = of(entry("good"));
  EXPECT_EQ(graded.row.state, GradeState::overridden);
  EXPECT_EQ(graded.row.points, 42);
  EXPECT_NE(graded.row.remark.find("shown at the desk"), std::string::npos);
  EXPECT_NE(graded.row.remark.find("100 before"), std::string::npos) << graded.row.remark;
  const PersonGrade missing = of({.person = {.id = "ada"}, .problem = "Nothing was handed in."});
  EXPECT_EQ(missing.row.points, 42);
}

TEST_F(GradesTest, AskForALookAtWhatIsSuspicious) {
  GradedSubmission one = graded();
  one.evidence.findings = {{.kind = FindingKind::tampering, .severity = Severity::review, .message = "odd"}};
  ASSERT_TRUE(store_->keep("odd", one));
  EXPECT_TRUE(of(entry("odd")).row.review);
  EXPECT_FALSE(of(entry("good")).row.review);
}

}  // namespace
}  // namespace parcours
