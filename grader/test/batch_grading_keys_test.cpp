#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "batch/grading_keys.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class GradingKeysTest : public InTempFolder {
 protected:
  void SetUp() override {
    InTempFolder::SetUp();
    const fs::path course = fs::path(PARCOURS_SOURCE_DIR) / "grader/test/course";
    fs::copy(course, root(), fs::copy_options::recursive);
  }
  [[nodiscard]] fs::path root() const { return folder() / "course"; }
  [[nodiscard]] std::string key(const std::string& sha256 = "00") const {
    const auto opened = Course::open(root());
    const auto installation = find_installation();
    if (!opened || !installation) throw std::runtime_error("no course");
    Compiler compiler;
    compiler.version = version_;
    const auto keys = GradingKeys::create(opened->exercises().front(), *installation, compiler);
    if (!keys) throw std::runtime_error(keys.error().message);
    return keys->of(sha256);
  }
  /// Whether the key is another one when `from` in that file is `to`.
  bool changes_with(const std::string& file, const std::string& from, const std::string& to) {
    const std::string before = key();
    const std::string old = read_file(root() / file).value();
    std::string text = old;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    EXPECT_TRUE(write_file(root() / file, text));
    const std::string after = key();
    EXPECT_TRUE(write_file(root() / file, old));
    return after != before;
  }
  std::string version_ = "clang 19.1.7";
};

constexpr const char* rubric = "rubrics/01-trust/parallel-sum.yaml";

TEST_F(GradingKeysTest, DifferBySubmissionAndCompiler) {
  EXPECT_EQ(key("00"), key("00"));
  EXPECT_NE(key("00"), key("01"));
  const std::string before = key();
  version_ = "clang 20.1.0";
  EXPECT_NE(key(), before);
}

TEST_F(GradingKeysTest, DifferWhereTestsBenchmarkOrReferenceChange) {
  const std::string id = "01-trust/parallel-sum/";
  for (const std::string& file : {"exercises/" + id + "tests.cpp", "exercises/" + id + "hidden_tests.cpp",
                                  "exercises/" + id + "bench.cpp", "reference/" + id + "parallel_sum.hpp"})
    EXPECT_TRUE(changes_with(file, "\n", "\n\n")) << file;
}

TEST_F(GradingKeysTest, StayWhereOnlyTheTaskTheStubOrTheScoreChange) {
  EXPECT_FALSE(changes_with("exercises/01-trust/parallel-sum/README.md", "#", "##"));
  EXPECT_FALSE(changes_with("exercises/01-trust/parallel-sum/parallel_sum.hpp", "#", "\n#"));
  EXPECT_FALSE(changes_with(rubric, "title: ", "title: Of course, "));
}

TEST_F(GradingKeysTest, GiveTheSameSeedForTheSameKey) {
  EXPECT_EQ(seed_of(key("00")), seed_of(key("00")));
  EXPECT_NE(seed_of(key("00")), seed_of(key("01")));
  EXPECT_NE(seed_of(key("00")), 0U);
}

}  // namespace
}  // namespace parcours
