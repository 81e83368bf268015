#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
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

TEST_F(BatchFolderTest, IsHeldByOneProcessAtATime) {
  const auto first = BatchFolder::open(at("out"));
  ASSERT_TRUE(first);
  const pid_t other = ::fork();
  if (other == 0) {
    const auto second = BatchFolder::open(at("out"));
    const bool refused = !second && second.error().fault == Fault::input &&
                         second.error().message.find("another batch") != std::string::npos;
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(BatchFolderTest, IsNotHeldByWhatABatchThatWasKilledLeftRunning) {
  const pid_t batch = ::fork();
  if (batch == 0) {
    const auto folder = BatchFolder::open(at("out"));
    const pid_t child = ::fork();  // as one is that has not yet become its command
    if (child == 0) ::pause();
    std::ofstream(at("child")) << child;
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(batch, nullptr, 0);
  pid_t child = 0;
  std::ifstream(at("child")) >> child;
  ASSERT_GT(child, 0);
  const auto again = BatchFolder::open(at("out"));
  EXPECT_TRUE(again) << again.error().message;
  ::kill(child, SIGKILL);
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
