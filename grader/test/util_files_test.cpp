#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>

#include "temp_folder.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class FilesTest : public InTempFolder {
 protected:
  /// As if nothing had happened in it for an hour.
  static void age(const fs::path& path) {
    const timespec hour_ago = {.tv_sec = std::time(nullptr) - 3600, .tv_nsec = 0};
    const timespec times[] = {hour_ago, hour_ago};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW), 0);
  }
};

TEST_F(FilesTest, ReplaceMakesFoldersAndLeavesNothingElse) {
  ASSERT_TRUE(replace_file(at("a/b/c.txt"), "one"));
  ASSERT_TRUE(replace_file(at("a/b/c.txt"), "two"));
  EXPECT_EQ(read_file(at("a/b/c.txt")).value(), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(at("a/b")), {}), 1);
}

TEST_F(FilesTest, ReplaceKeepsTheOldFileWhereTheNewOneCannotBeWritten) {
  ASSERT_TRUE(replace_file(at("c.txt"), "one"));
  fs::create_directory(at("c.txt.new"));
  EXPECT_FALSE(replace_file(at("c.txt"), "two"));
  EXPECT_EQ(read_file(at("c.txt")).value(), "one");
}

TEST_F(FilesTest, AFolderGoesWithItsOwner) {
  fs::path path;
  {
    const auto one = TempDir::create();
    ASSERT_TRUE(one);
    path = one->path();
    std::ofstream(path / "x") << "x";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(FilesTest, WhatAKilledProgramLeftIsRemovedAndNothingThatIsInUse) {
  auto pipe = make_pipe();
  ASSERT_TRUE(pipe);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto mine = TempDir::create();
    std::ofstream(mine->path() / "program") << "x";
    const std::string name = mine->path().string();
    if (::write(pipe->theirs.get(), name.data(), name.size()) < 0) ::_exit(1);
    ::pause();
  }
  pipe->theirs.reset();
  std::string name(200, '\0');
  const auto size = ::read(pipe->ours.get(), name.data(), name.size());
  ASSERT_GT(size, 0);
  name.resize(static_cast<std::size_t>(size));
  age(name);
  TempDir::remove_abandoned();
  EXPECT_TRUE(fs::exists(name)) << "its owner lives";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  age(folder());
  TempDir::remove_abandoned();
  EXPECT_FALSE(fs::exists(name));
  EXPECT_TRUE(fs::exists(folder()));
}

}  // namespace
}  // namespace parcours
