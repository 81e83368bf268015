#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <optional>

#include "batch/spool.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class Spooling : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    auto made = Spool::create(root(), {"letter-count", "/srv/a course"});
    ASSERT_TRUE(made) << made.error().message;
    spool_ = *made;
  }
  [[nodiscard]] fs::path root() const { return folder_->path() / ".spool"; }

  std::optional<TempDir> folder_;
  Spool spool_{fs::path()};
};

TEST_F(Spooling, ATaskIsReadAsItWasAdded) {
  const std::string bytes("\xff\0\r\nint;", 8);
  ASSERT_TRUE(spool_.add(7, {"key", "/in/\xe9\n.hpp"}, bytes));
  const Spool same(spool_.folder());
  EXPECT_EQ(same.plan()->exercise, "letter-count");
  EXPECT_EQ(same.plan()->course, "/srv/a course");
  EXPECT_EQ(same.task(7)->key, "key");
  EXPECT_EQ(same.task(7)->path, "/in/\xe9\n.hpp");
  EXPECT_EQ(read_file(same.submission(7)).value(), bytes);
}

TEST_F(Spooling, ATaskThatIsNotThereIsAnErrorOfTheMachine) {
  const auto task = spool_.task(1);
  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().fault, Fault::machine);
}

TEST_F(Spooling, AGradingComesBackWhole) {
  GradedSubmission graded;
  graded.sha256 = "abc";
  graded.source = std::string("\xff\0x", 3);
  graded.evidence.compiled = true;
  graded.evidence.speedup.high = std::numeric_limits<double>::infinity();
  ASSERT_TRUE(spool_.leave(3, {"key", "node1", graded}));
  const auto result = spool_.result(3);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->key, "key");
  EXPECT_EQ(result->host, "node1");
  ASSERT_TRUE(result->graded);
  EXPECT_EQ(result->graded->source, graded.source);
  EXPECT_TRUE(result->graded->evidence.compiled);
  EXPECT_EQ(result->graded->evidence.speedup.high, graded.evidence.speedup.high);
}

TEST_F(Spooling, AnErrorComesBackWithWhoseFaultItIs) {
  ASSERT_TRUE(spool_.leave(0, {"a", "node1", input_error("{}", "tests.cpp:3: no")}));
  ASSERT_TRUE(spool_.leave(1, {"b", "node2", machine_error("{}", "no clang")}));
  EXPECT_EQ(spool_.result(0)->graded.error().fault, Fault::input);
  EXPECT_EQ(spool_.result(1)->graded.error().fault, Fault::machine);
  EXPECT_EQ(spool_.result(1)->graded.error().message, "no clang");
}

TEST_F(Spooling, ResultsAreListedUntilForgotten) {
  EXPECT_TRUE(spool_.results().empty());
  for (const int number : {12, 3}) ASSERT_TRUE(spool_.leave(number, {"a", "node1", machine_error("{}", "no")}));
  EXPECT_EQ(spool_.results(), (std::vector<int>{3, 12}));
  spool_.forget_result(3);
  EXPECT_EQ(spool_.results(), std::vector<int>{12});
}

TEST_F(Spooling, WhatIsBeingWrittenIsNoResult) {
  std::ofstream(spool_.folder() / "results/.4.12345678") << "half";
  EXPECT_TRUE(spool_.results().empty());
}

TEST_F(Spooling, ADamagedResultIsAnErrorWithItsFile) {
  std::ofstream(spool_.folder() / "results/4", std::ios::binary) << "\xa1\x61";
  const auto result = spool_.result(4);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("results/4"), std::string::npos);
}

TEST_F(Spooling, AResultIsReplacedByALaterOne) {
  ASSERT_TRUE(spool_.leave(0, {"a", "node1", machine_error("{}", "no")}));
  ASSERT_TRUE(spool_.leave(0, {"a", "node2", GradedSubmission()}));
  EXPECT_EQ(spool_.result(0)->host, "node2");
  EXPECT_TRUE(spool_.result(0)->graded);
}

TEST_F(Spooling, AResultOfARunThatIsOverCannotBeLeft) {
  spool_.close({});
  EXPECT_FALSE(spool_.leave(0, {"a", "node1", GradedSubmission()}));
  EXPECT_FALSE(fs::exists(root()));
}

TEST_F(Spooling, EachRunHasANameOfItsOwn) {
  const auto other = Spool::create(root(), {"letter-count", "/srv"});
  ASSERT_TRUE(other);
  EXPECT_NE(other->name(), spool_.name());
  EXPECT_EQ(Spool::all(root()).size(), 2U);
  other->close({});
  ASSERT_EQ(Spool::all(root()).size(), 1U);
  EXPECT_EQ(Spool::all(root())[0].name(), spool_.name());
}

TEST_F(Spooling, ClosingKeepsTheLogsAskedFor) {
  std::ofstream(spool_.log("17", 0)) << "a";
  std::ofstream(spool_.log("17", 1)) << "b";
  spool_.close({spool_.log("17", 1)});
  EXPECT_FALSE(fs::exists(spool_.log("17", 0)));
  EXPECT_TRUE(fs::exists(spool_.log("17", 1)));
  EXPECT_FALSE(fs::exists(spool_.script()));
}

TEST_F(Spooling, WhereThereIsNoSpoolThereAreNone) { EXPECT_TRUE(Spool::all(folder_->path() / "nowhere").empty()); }

}  // namespace
}  // namespace parcours
