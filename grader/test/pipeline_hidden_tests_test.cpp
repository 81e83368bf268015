#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/hidden_tests.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

TEST(TestsInText, AreThoseOfCodeAlone) {
  EXPECT_EQ(
      tests_in_text("TEST(Queue, Pops) {}\nTEST_F( Fixture ,\n  Waits ) {}\n"
                    "// TEST(Queue, OfAComment)\nconst char* text = \"TEST(Queue, OfAText)\";\nCONTEST(Queue, Wins)\n"),
      (std::set<std::string>{"Fixture.Waits", "Queue.Pops"}));
}

class HiddenTests : public InTempFolder {
 protected:
  void SetUp() override {
    InTempFolder::SetUp();
    exercise_.rubric = "queue.yaml";
    exercise_.tests = at("tests.cpp");
    exercise_.hidden_tests = at("hidden_tests.cpp");
    std::ofstream(exercise_.tests) << "TEST(Queue, Pops) {}\n";
    std::ofstream(exercise_.hidden_tests) << "TEST(QueueHidden, Waits) {}\n";
  }
  static Criterion criterion(bool hidden, const std::string& test) {
    return {.id = "some", .kind = CriterionKind::tests, .hidden = hidden, .tests = {{.name = test, .line = 7}}};
  }
  std::string complaint(const std::vector<Criterion>& criteria) {
    Rubric rubric;
    rubric.criteria = criteria;
    const auto checked = check_hidden_tests(exercise_, rubric);
    return checked ? "" : checked.error().message;
  }
  Exercise exercise_;
};

TEST_F(HiddenTests, AreInHiddenCriteria) {
  EXPECT_EQ(complaint({criterion(false, "Queue.Pops"), criterion(true, "QueueHidden.Waits")}), "");
}

TEST_F(HiddenTests, InACriterionThatStudentsSeeAreRefused) {
  EXPECT_TRUE(complaint({criterion(false, "QueueHidden.Waits")}).starts_with("queue.yaml:7:"));
}

TEST_F(HiddenTests, DoNotCoverTestsThatStudentsHave) {
  EXPECT_TRUE(complaint({criterion(true, "Queue.Pops")}).starts_with("queue.yaml:7:"));
}

TEST_F(HiddenTests, NeedNotBeThere) {
  exercise_.hidden_tests.clear();
  EXPECT_EQ(complaint({criterion(false, "Queue.Pops")}), "");
}

}  // namespace
}  // namespace parcours
