#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "batch/store.hpp"
#include "temp_folder.hpp"
#include "util/fd.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

class StoreTest : public InTempFolder {
 protected:
  [[nodiscard]] fs::path file() const { return folder() / "parcours.sqlite"; }
  [[nodiscard]] Store open() const {
    auto store = Store::open(file());
    if (!store) throw std::runtime_error(store.error().message);
    return std::move(*store);
  }
  static GradedSubmission graded(const std::string& source) {
    GradedSubmission one;
    one.source = source;
    return one;
  }
  static std::string source_of(const Store& store, const std::string& key) {
    const auto found = store.find(key);
    if (!found) return "error: " + found.error().message;
    return *found ? (*found)->source : "none";
  }
};

TEST_F(StoreTest, KeepsGradingsByTheirKeys) {
  {
    Store store = open();
    ASSERT_TRUE(store.keep("a", graded("one")));
    ASSERT_TRUE(store.keep("b", graded("two")));
    ASSERT_TRUE(store.keep("a", graded("three")));
    EXPECT_EQ(source_of(store, "a"), "three");
  }
  const Store again = open();
  EXPECT_EQ(source_of(again, "a"), "three");
  EXPECT_EQ(source_of(again, "b"), "two");
  EXPECT_EQ(source_of(again, "c"), "none");
}

TEST_F(StoreTest, KeepsPointsSetByHandWithTheirReason) {
  Store store = open();
  const Override ada = {"ada", 85, "shown at the desk: \"it works\"", 1'790'000'000};
  ASSERT_TRUE(store.set_override({"ada", 10, "typed wrong", 1}));
  ASSERT_TRUE(store.set_override(ada));
  EXPECT_EQ(store.overrides().value(), std::vector<Override>{ada});
  EXPECT_TRUE(store.remove_override("ada").value());
  EXPECT_FALSE(store.remove_override("ada").value());
  EXPECT_TRUE(store.overrides()->empty());
}

TEST_F(StoreTest, LosesNothingThatWasKeptWhenTheProgramIsKilled) {
  auto pipe = make_pipe();
  ASSERT_TRUE(pipe);
  const pid_t child = ::fork();
  if (child == 0) {
    Store store = open();
    for (int i = 0;; ++i) {
      if (!store.keep(std::to_string(i), graded(std::to_string(i)))) ::_exit(1);
      if (::write(pipe->theirs.get(), "x", 1) != 1) ::_exit(1);
    }
  }
  pipe->theirs.reset();
  int kept = 0;
  char byte = 0;
  while (kept < 25 && ::read(pipe->ours.get(), &byte, 1) == 1) ++kept;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(pipe->ours.get(), &byte, 1) == 1) ++kept;
  EXPECT_GE(kept, 25);
  Store store = open();
  for (int i = 0; i < kept; ++i) EXPECT_EQ(source_of(store, std::to_string(i)), std::to_string(i));
  EXPECT_TRUE(store.keep("more", graded("more")));
}

TEST_F(StoreTest, ServesSeveralThreads) {
  Store store = open();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) EXPECT_TRUE(store.keep(fmt::format("{} {}", t, i), graded("x")));
    });
  threads.clear();
  for (int t = 0; t < 4; ++t) EXPECT_EQ(source_of(store, fmt::format("{} 4", t)), "x");
}

TEST_F(StoreTest, RefusesWhatIsNoStore) {
  std::ofstream(file()) << "Dear diary, this is no database, and long enough to see that it is none.\n"
                        << std::string(5000, '.');
  const auto store = Store::open(file());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().fault, Fault::input);
  EXPECT_NE(store.error().message.find("not a store of Parcours"), std::string::npos) << store.error().message;
}

TEST_F(StoreTest, TellsOfADiskThatIsFull) {
  Store store = open();
  ASSERT_TRUE(store.keep("before", graded("x")));
  // A limit on the size of files stands in for the end of the disk.
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    Store mine = open();
    const struct rlimit limit = {fs::file_size(file()), RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto kept = mine.keep("big", graded(std::string(1 << 20, 'x')));
    ::_exit(!kept && kept.error().fault == Fault::machine ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(source_of(store, "before"), "x");
  EXPECT_EQ(source_of(store, "big"), "none");
}

}  // namespace
}  // namespace parcours
