#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "batch/batch_folder.hpp"
#include "temp_folder.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class BatchFolderTest : public InTempFolder {};

TEST_F(BatchFolderTest, IsMadeAndOpenedAgain) {
  {
    ASSERT_TRUE(BatchFolder::open(at("a/b")));
  }
  const auto again = BatchFolder::open(at("a/b"));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->path(), at("a/b"));
}

TEST_F(BatchFolderTest, IsHeldByOneBatchAtATime) {
  const auto first = BatchFolder::open(at("out"));
  ASSERT_TRUE(first);
  const auto second = BatchFolder::open(at("out"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::input);
  EXPECT_NE(second.error().message.find("another batch"), std::string::npos);
}

TEST_F(BatchFolderTest, RefusesAFolderWithOtherThingsInIt) {
  fs::create_directory(at("thesis"));
  std::ofstream(at("thesis/chapter1.tex")) << "Once upon a time";
  EXPECT_FALSE(BatchFolder::open(at("thesis")));
  EXPECT_FALSE(BatchFolder::open(at("thesis/chapter1.tex")));
  EXPECT_TRUE(fs::exists(at("thesis/chapter1.tex")));
}

TEST_F(BatchFolderTest, BeginsWithAnEmptyScratchAndLeavesNone) {
  fs::path scratch;
  {
    const auto folder = BatchFolder::open(at("out"));
    ASSERT_TRUE(folder);
    scratch = folder->scratch();
    std::ofstream(scratch / "0") << "x";
  }
  EXPECT_FALSE(fs::exists(scratch));
  fs::create_directory(scratch);
  std::ofstream(scratch / "left by a killed one") << "x";
  const auto folder = BatchFolder::open(at("out"));
  ASSERT_TRUE(folder);
  EXPECT_TRUE(fs::is_empty(scratch));
}

}  // namespace
}  // namespace parcours
