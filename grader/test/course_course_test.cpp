#include "course/course.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parcours {
namespace {

namespace fs = std::filesystem;

class CourseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            ("parcours_course_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "rubrics");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path& relative) const {
    fs::create_directories((root_ / relative).parent_path());
    std::ofstream(root_ / relative) << "x\n";
  }

  void add(const std::string& chapter, const std::string& id) const {
    write(fs::path("rubrics") / chapter / (id + ".yaml"));
    write(fs::path("exercises") / chapter / id / "README.md");
    write(fs::path("exercises") / chapter / id / "tests.cpp");
    write(fs::path("exercises") / chapter / id / header_name(id));
    write(fs::path("reference") / chapter / id / header_name(id));
  }

  /// The error of opening the course; fails the test when there is none.
  [[nodiscard]] std::string error() const {
    const auto course = Course::open(root_);
    if (course) {
      ADD_FAILURE() << "the course opened";
      return {};
    }
    EXPECT_EQ(course.error().fault, Fault::input);
    EXPECT_EQ(course.error().message.find('\n'), std::string::npos);
    return course.error().message;
  }

  fs::path root_;
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(CourseTest, SaysWhereTheFilesOfAnExerciseLie) {
  add("06-thread-communication", "bounded-queue");
  write("exercises/06-thread-communication/bounded-queue/bench.cpp");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  ASSERT_EQ(course->exercises().size(), 1U);
  const Exercise& exercise = course->exercises()[0];
  const fs::path folder = root_ / "exercises/06-thread-communication/bounded-queue";
  EXPECT_EQ(exercise.id, "bounded-queue");
  EXPECT_EQ(exercise.chapter, "06-thread-communication");
  EXPECT_EQ(exercise.header, "bounded_queue.hpp");
  EXPECT_EQ(exercise.folder, folder);
  EXPECT_EQ(exercise.statement, folder / "README.md");
  EXPECT_EQ(exercise.stub, folder / "bounded_queue.hpp");
  EXPECT_EQ(exercise.tests, folder / "tests.cpp");
  EXPECT_TRUE(exercise.hidden_tests.empty());
  EXPECT_EQ(exercise.bench, folder / "bench.cpp");
  EXPECT_EQ(exercise.reference, root_ / "reference/06-thread-communication/bounded-queue/bounded_queue.hpp");
  EXPECT_EQ(exercise.rubric, root_ / "rubrics/06-thread-communication/bounded-queue.yaml");
}

TEST_F(CourseTest, ListsByChapterThenId) {
  add("10-locks", "spin-lock");
  add("02-threads", "sum-twice");
  add("02-threads", "sum");
  add("02-threads", "join");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  std::vector<std::string> ids;
  for (const Exercise& exercise : course->exercises()) ids.push_back(exercise.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"join", "sum", "sum-twice", "spin-lock"}));
}

TEST_F(CourseTest, MayBeEmpty) {
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_TRUE(course->exercises().empty());
}

TEST_F(CourseTest, FindsHiddenTests) {
  add("02-threads", "sum");
  write("exercises/02-threads/sum/hidden_tests.cpp");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_EQ(course->exercises()[0].hidden_tests, root_ / "exercises/02-threads/sum/hidden_tests.cpp");
}

TEST_F(CourseTest, OpensAStudentsCopyWithoutReferences) {
  add("02-threads", "sum");
  fs::remove_all(root_ / "reference");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_TRUE(course->exercises()[0].reference.empty());
  EXPECT_TRUE(course->exercises()[0].reference_folder.empty());
}

TEST_F(CourseTest, OpensAStudentsCopyThoughTheStudentLostAFile) {
  add("02-threads", "sum");
  add("02-threads", "join");
  fs::remove(root_ / "exercises/02-threads/sum/sum.hpp");
  EXPECT_HAS(error(), "sum.hpp: no such file") << "a teacher's must be whole";
  fs::remove_all(root_ / "reference");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_TRUE(course->find("join"));
  EXPECT_TRUE(course->find("sum"));
}

TEST_F(CourseTest, NamesAFolderThatIsMissing) {
  fs::remove_all(root_ / "rubrics");
  EXPECT_HAS(error(), (root_ / "rubrics").string());
  fs::remove_all(root_);
  EXPECT_HAS(error(), "no such folder");
}

TEST_F(CourseTest, NamesEachFileThatIsMissing) {
  for (const char* file : {"exercises/02-threads/sum/README.md", "exercises/02-threads/sum/tests.cpp",
                           "exercises/02-threads/sum/sum.hpp", "reference/02-threads/sum/sum.hpp"}) {
    add("02-threads", "sum");
    fs::remove(root_ / file);
    EXPECT_HAS(error(), (root_ / file).string() + ": no such file");
  }
}

TEST_F(CourseTest, NamesAnExerciseFolderThatIsMissing) {
  write("rubrics/02-threads/sum.yaml");
  EXPECT_HAS(error(), (root_ / "exercises/02-threads/sum").string() + ": no such folder");
}

TEST_F(CourseTest, RefusesChapterNamesThatBreakTheRules) {
  for (const char* chapter : {"threads", "2-threads", "00-threads", "18-threads", "02-Threads", "02_threads", "02-"}) {
    fs::create_directories(root_ / "rubrics" / chapter);
    EXPECT_HAS(error(), std::string("`") + chapter + "` is no chapter id");
    fs::remove_all(root_ / "rubrics" / chapter);
  }
}

TEST_F(CourseTest, RefusesExerciseNamesThatBreakTheRules) {
  write("rubrics/02-threads/Sum_Up.yaml");
  EXPECT_HAS(error(), "`Sum_Up` is no exercise id");
}

TEST_F(CourseTest, RefusesAnIdUsedTwiceAndNamesBothFiles) {
  add("02-threads", "sum");
  add("03-mutex", "sum");
  const std::string message = error();
  EXPECT_HAS(message, (root_ / "rubrics/02-threads/sum.yaml").string());
  EXPECT_HAS(message, (root_ / "rubrics/03-mutex/sum.yaml").string());
}

TEST_F(CourseTest, AsksForTheOtherEndingOfARubric) {
  write("rubrics/02-threads/sum.yml");
  EXPECT_HAS(error(), "rename it to sum.yaml");
}

TEST_F(CourseTest, TakesTheWordsOfARubricInAnotherLanguageForNoExercise) {
  add("02-threads", "sum");
  write("rubrics/02-threads/sum.fr.yaml");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_EQ(course->exercises().size(), 1U);
  write("rubrics/02-threads/smu.fr.yaml");
  EXPECT_HAS(error(), "smu.fr.yaml: there is no smu.yaml");
}

TEST_F(CourseTest, PassesOverOtherFiles) {
  write("rubrics/README.md");
  write("rubrics/02-threads/notes.txt");
  write("rubrics/02-threads/.sum.yaml.swp");
  EXPECT_TRUE(Course::open(root_));
}

TEST_F(CourseTest, FindsAnExerciseOrOffersTheNearest) {
  add("06-thread-communication", "bounded-queue");
  const auto course = Course::open(root_);
  ASSERT_TRUE(course) << course.error().message;
  EXPECT_TRUE(course->find("bounded-queue"));
  const auto mistyped = course->find("bounded-qeue");
  ASSERT_FALSE(mistyped);
  EXPECT_HAS(mistyped.error().message, "did you mean `bounded-queue`?");
  const auto unknown = course->find("zebra");
  ASSERT_FALSE(unknown);
  EXPECT_HAS(unknown.error().message, "parcours list");
}

TEST(HeaderName, IsTheIdInSnakeCase) {
  EXPECT_EQ(header_name("bounded-queue"), "bounded_queue.hpp");
  EXPECT_EQ(header_name("sum"), "sum.hpp");
}

}  // namespace
}  // namespace parcours
