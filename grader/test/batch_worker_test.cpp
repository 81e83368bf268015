#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "batch/worker.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

const fs::path small_course = fs::path(PARCOURS_SOURCE_DIR) / "grader/test/course";

class Working : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    auto made = Spool::create(folder_->path() / ".spool", {"parallel-sum", small_course});
    ASSERT_TRUE(made) << made.error().message;
    spool_ = *made;
    ASSERT_TRUE(spool_.add(2, {"key", "/in/ada.hpp"}, "int x;\n"));
  }

  std::optional<TempDir> folder_;
  Spool spool_{fs::path()};
};

TEST_F(Working, AGradingIsLeftUnderTheTasksNumber) {
  const auto done = work_on(spool_, 2, [&](const SpoolPlan& plan, const SpoolTask& task, const fs::path& file) {
    EXPECT_EQ(plan.exercise, "parallel-sum");
    EXPECT_EQ(task.path, "/in/ada.hpp");
    GradedSubmission graded;
    graded.source = *read_file(file);
    return graded;
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(spool_.results(), std::vector<int>{2});
  EXPECT_EQ(spool_.result(2)->key, "key");
  EXPECT_EQ(spool_.result(2)->host, host_name());
  EXPECT_EQ(spool_.result(2)->graded->source, "int x;\n");
}

TEST_F(Working, AnErrorIsAResultToo) {
  ASSERT_TRUE(work_on(spool_, 2, [](const auto&, const auto&, const auto&) { return machine_error("{}", "no room"); }));
  EXPECT_EQ(spool_.result(2)->graded.error().message, "no room");
}

TEST_F(Working, WithoutATaskNothingIsGraded) {
  bool graded = false;
  const auto done = work_on(spool_, 3, [&](const auto&, const auto&, const auto&) -> Result<GradedSubmission> {
    graded = true;
    return GradedSubmission();
  });
  EXPECT_FALSE(done);
  EXPECT_FALSE(graded);
}

TEST_F(Working, ANodeWithoutTheCourseIsAtFault) {
  const auto installation = find_installation();
  ASSERT_TRUE(installation);
  const auto result =
      grade_here(*installation, {"parallel-sum", folder_->path() / "absent"}, {"key", "x"}, spool_.submission(2));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::machine);
  EXPECT_NE(result.error().message.find("absent"), std::string::npos);
  EXPECT_NE(result.error().message.find("same place on every node"), std::string::npos);
}

TEST_F(Working, ANodeWithAnotherCourseIsAtFault) {
  const auto installation = find_installation();
  ASSERT_TRUE(installation);
  // No key of this course, this compiler and this submission is so short.
  const auto result = grade_here(*installation, {"parallel-sum", small_course}, {"key", "x"}, spool_.submission(2));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::machine);
  EXPECT_NE(result.error().message.find("differs here"), std::string::npos) << result.error().message;
}

}  // namespace
}  // namespace parcours
