#include <gtest/gtest.h>

#include "course/course.hpp"
#include "course/rubric.hpp"
#include "course/student_rubric.hpp"
#include "temp_folder.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

class StudentRubric : public InTempFolder {
 protected:
  /// The student's copy of `text`, and as the grader reads it.
  std::string copy_of(const std::string& text) {
    EXPECT_TRUE(write_file(folder() / "sum.yaml", text));
    const auto copy = student_rubric(folder() / "sum.yaml");
    EXPECT_TRUE(copy) << (copy ? "" : copy.error().message);
    if (!copy) return {};
    std::filesystem::create_directory(folder() / "student");
    EXPECT_TRUE(write_file(folder() / "student/sum.yaml", *copy));
    const auto read = load_rubric(folder() / "student/sum.yaml");
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    if (read) rubric_ = *read;
    return *copy;
  }
  Rubric rubric_;
};

const std::string full = R"(# The trap is an empty list.
exercise: sum
title: "A sum: of numbers"
pass_mark: 50
points: 100
measure: {benchmarks: [many], baselines: [{file: serial.hpp, title: the serial version}]}
forbidden: [{token: "std::reduce", reason: "writing it is the exercise"}]
criteria:
  - {id: compiles, title: It compiles, kind: compile, points: 10}
  - id: adds
    title: It adds
    kind: tests
    points: 40
    tests: [{name: Sum.Adds, weight: 2, hint: "Is 2 + 2 right? \"4\" is."}]
  - id: corners
    title: Corner cases
    kind: tests
    points: 20
    hidden: true
    tests: [{name: SumHidden.OfNothing, hint: "What is the sum of no numbers?"}]
    advice: "Think of the empty list."
  - id: speed
    title: Speed
    kind: speed
    points: 30
    requires: [adds, corners]
    bands: [{ratio: 0.15, points: 0}, {ratio: 0.5, points: 30}]
wrong:
  - {file: off_by_one.hpp, finding: test-failure, about: "leaves the last number out"}
)";

TEST_F(StudentRubric, TellsNothingOfHiddenTests) {
  const std::string copy = copy_of(full);
  for (const char* secret : {"OfNothing", "no numbers", "empty list", "off_by_one", "last number", "serial.hpp"})
    EXPECT_EQ(copy.find(secret), std::string::npos) << secret << "\n" << copy;
}

TEST_F(StudentRubric, KeepsWhatStudentsMaySee) {
  copy_of(full);
  EXPECT_EQ(rubric_.title, "A sum: of numbers");
  ASSERT_EQ(rubric_.criteria.size(), 4U);
  EXPECT_EQ(rubric_.criteria[1].tests[0].hint, "Is 2 + 2 right? \"4\" is.");
  EXPECT_EQ(rubric_.criteria[1].tests[0].weight, 2);
  EXPECT_EQ(rubric_.criteria[2].title, "Corner cases");
  EXPECT_EQ(rubric_.criteria[2].points, 20);
  EXPECT_TRUE(rubric_.criteria[2].tests.empty());
  EXPECT_DOUBLE_EQ(rubric_.criteria[3].bands[0].ratio, 0.15);
  EXPECT_EQ(rubric_.forbidden[0].token, "std::reduce");
}

TEST_F(StudentRubric, WhatIsHiddenIsNoGate) {
  copy_of(full);
  EXPECT_EQ(rubric_.criteria[3].requires_, std::vector<std::string>{"adds"});
}

TEST_F(StudentRubric, HidesTheHiddenTestsOfTheWholeCourse) {
  const auto course = Course::open(PARCOURS_SOURCE_DIR);
  ASSERT_TRUE(course) << course.error().message;
  for (const Exercise& exercise : course->exercises()) {
    const auto rubric = load_rubric(exercise.rubric);
    const auto copy = student_rubric(exercise.rubric);
    ASSERT_TRUE(rubric && copy) << exercise.id;
    for (const Criterion& criterion : rubric->criteria) {
      if (!criterion.hidden) continue;
      for (const TestWeight& test : criterion.tests) {
        EXPECT_EQ(copy->find(test.name), std::string::npos) << test.name;
        if (!test.hint.empty()) EXPECT_EQ(copy->find(test.hint), std::string::npos) << test.hint;
      }
    }
    for (const WrongExpectation& wrong : rubric->wrong)
      EXPECT_EQ(copy->find(wrong.file), std::string::npos) << wrong.file;
  }
}

TEST_F(StudentRubric, OfABrokenRubricIsItsComplaint) {
  ASSERT_TRUE(write_file(folder() / "sum.yaml", "exercise: sum\n"));
  const auto copy = student_rubric(folder() / "sum.yaml");
  ASSERT_FALSE(copy);
  EXPECT_NE(copy.error().message.find("sum.yaml:1:1"), std::string::npos) << copy.error().message;
}

}  // namespace
}  // namespace parcours
