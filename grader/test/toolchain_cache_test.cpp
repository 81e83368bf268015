#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <thread>

#include "toolchain/cache.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class CacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const char* before = std::getenv("PARCOURS_CACHE")) before_ = before;
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    ::setenv("PARCOURS_CACHE", root().c_str(), 1);
  }
  void TearDown() override {
    if (before_)
      ::setenv("PARCOURS_CACHE", before_->c_str(), 1);
    else
      ::unsetenv("PARCOURS_CACHE");
  }

  [[nodiscard]] fs::path root() const { return folder_->path() / "made/on/demand"; }

  static Cache open() {
    auto cache = Cache::open();
    if (!cache) throw std::runtime_error(cache.error().message);
    return *cache;
  }

  /// Fills an entry with one file.
  static std::function<Result<void>(const fs::path&)> writing(const std::string& text, int* calls = nullptr) {
    return [=](const fs::path& folder) {
      if (calls != nullptr) ++*calls;
      return write_file(folder / "what", text);
    };
  }

  std::optional<TempDir> folder_;
  std::optional<std::string> before_;
};

TEST_F(CacheTest, LiesWhereTheVariableSays) {
  EXPECT_EQ(open().root(), root());
  EXPECT_TRUE(fs::is_directory(root()));
}

TEST_F(CacheTest, MakesAnEntryOnce) {
  const Cache cache = open();
  int calls = 0;
  EXPECT_FALSE(cache.has("key"));
  const auto first = cache.get("key", writing("one", &calls));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(cache.has("key"));
  const auto second = cache.get("key", writing("two", &calls));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(read_file(*second / "what").value_or(""), "one");
}

TEST_F(CacheTest, KeepsEntriesForTheNextGrader) {
  ASSERT_TRUE(open().get("key", writing("one")));
  EXPECT_TRUE(open().has("key"));
}

TEST_F(CacheTest, KeepsKeysApart) {
  const Cache cache = open();
  const auto a = cache.get("a", writing("of a"));
  const auto b = cache.get("../b/\n" + std::string(5000, 'x'), writing("of b"));
  ASSERT_TRUE(a && b);
  EXPECT_NE(*a, *b);
  EXPECT_EQ(a->parent_path(), root());
  EXPECT_EQ(b->parent_path(), root());
  EXPECT_EQ(read_file(*a / "what").value_or(""), "of a");
  EXPECT_FALSE(cache.has("b"));
}

TEST_F(CacheTest, CountsNothingAsCompleteThatFailed) {
  const Cache cache = open();
  const auto failed = cache.get("key", [](const fs::path& folder) -> Result<void> {
    (void)write_file(folder / "half", "x");
    return machine_error("the compiler is gone");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "the compiler is gone");
  EXPECT_EQ(failed.error().fault, Fault::machine);
  EXPECT_FALSE(cache.has("key"));
}

TEST_F(CacheTest, StartsAfreshAfterAFailure) {
  const Cache cache = open();
  ASSERT_FALSE(cache.get("key", [](const fs::path& folder) -> Result<void> {
    (void)write_file(folder / "half", "x");
    return machine_error("no");
  }));
  const auto made = cache.get("key", writing("whole"));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_FALSE(fs::exists(*made / "half"));
  EXPECT_EQ(read_file(*made / "what").value_or(""), "whole");
}

TEST_F(CacheTest, IsMadeByOneOfManyThatWantIt) {
  const Cache cache = open();
  std::atomic<int> calls{0};
  std::atomic<int> whole{0};
  std::vector<std::thread> graders;
  for (int i = 0; i < 8; ++i)
    graders.emplace_back([&] {
      const auto folder = cache.get("key", [&](const fs::path& made) {
        ++calls;
        return write_file(made / "what", "whole");
      });
      if (folder && read_file(*folder / "what").value_or("") == "whole") ++whole;
    });
  for (std::thread& grader : graders) grader.join();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(whole, 8);
}

TEST_F(CacheTest, BlamesTheMachineForAPlaceThatCannotBeAFolder) {
  ASSERT_TRUE(write_file(folder_->path() / "file", "x"));
  ::setenv("PARCOURS_CACHE", (folder_->path() / "file/below").c_str(), 1);
  const auto cache = Cache::open();
  ASSERT_FALSE(cache);
  EXPECT_EQ(cache.error().fault, Fault::machine);
  EXPECT_NE(cache.error().message.find("PARCOURS_CACHE"), std::string::npos) << cache.error().message;
}

}  // namespace
}  // namespace parcours
