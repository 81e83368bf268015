#include <fcntl.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "parcours/census.hpp"
#include "parcours/run.hpp"

namespace parcours {
namespace {

/// A name that no other run of these tests uses.
std::string own_name() { return "/parcours-census-" + std::to_string(::getpid()); }

std::string only(const std::vector<std::string>& lines) {
  return lines.size() == 1 ? lines.front() : std::to_string(lines.size()) + " lines";
}

/// With the first thread a race detector starts one of its own, which is nobody's leftover.
const bool first_thread_is_over = [] {
  std::thread([] {}).join();
  return true;
}();

TEST(Census, FindsNothingWhereNothingIsLeft) {
  const Census before;
  std::thread([] {}).join();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  ::close(::open("/dev/null", O_RDONLY));
  EXPECT_TRUE(before.leftovers().empty()) << before.leftovers().front();
  EXPECT_TRUE(expect_no_leftovers(before));
}

TEST(Census, CountsThreadsThatStillRun) {
  const Census before;
  std::promise<void> end;
  std::thread one([future = end.get_future().share()] { future.wait(); });
  EXPECT_EQ(only(before.leftovers()), "a thread, which still runs");
  end.set_value();
  one.join();
  EXPECT_TRUE(before.leftovers().empty());
}

TEST(Census, GivesThreadsTimeToEnd) {
  const Census before;
  std::thread([] { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }).detach();
  EXPECT_TRUE(before.leftovers().empty());
}

TEST(Census, NamesChildrenThatRunAndZombies) {
  const Census before;
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  const std::string start = "child process " + std::to_string(child) + " (parcours_runtim)";
  EXPECT_EQ(only(before.leftovers()), start + ", which still runs");
  ::kill(child, SIGKILL);
  const std::string zombie = start + ", which has ended and which nobody waited for (a zombie)";
  EXPECT_TRUE(eventually([&] { return only(before.leftovers()) == zombie; })) << only(before.leftovers());
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(before.leftovers().empty());
}

TEST(Census, SaysWhatAnOpenDescriptorLeadsTo) {
  const Census before;
  const int descriptor = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(only(before.leftovers()), "descriptor " + std::to_string(descriptor) + ", which is still open (/dev/null)");
  ::close(descriptor);
  EXPECT_TRUE(before.leftovers().empty());
}

TEST(Census, NamesSharedMemoryAndSemaphores) {
  const Census before(own_name());
  ::close(::shm_open(own_name().c_str(), O_CREAT | O_RDWR, 0600));
  EXPECT_EQ(only(before.leftovers()), "the shared memory " + own_name() + ", which nobody unlinked");
  EXPECT_TRUE(Census("/parcours-something-else").leftovers().empty());
  ::shm_unlink(own_name().c_str());
  ::sem_close(::sem_open(own_name().c_str(), O_CREAT, 0600, 1));
  EXPECT_EQ(only(before.leftovers()), "the semaphore " + own_name() + ", which nobody unlinked");
  ::sem_unlink(own_name().c_str());
  EXPECT_TRUE(before.leftovers().empty());
}

TEST(Census, LooksAtNoNamesOfOtherProgramsUnasked) {
  const Census before;
  ::close(::shm_open(own_name().c_str(), O_CREAT | O_RDWR, 0600));
  EXPECT_TRUE(before.leftovers().empty());
  ::shm_unlink(own_name().c_str());
}

TEST(Census, FailsTheTestWithAllThatIsLeft) {
  static const Census before;
  static const int descriptor = ::dup(STDERR_FILENO);
  EXPECT_NONFATAL_FAILURE(expect_no_leftovers(before),
                          "left behind:\n  descriptor " + std::to_string(descriptor) + ", which is still open (");
  ::close(descriptor);
}

}  // namespace
}  // namespace parcours
