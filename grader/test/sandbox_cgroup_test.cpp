#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/cgroup.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

fs::path only_entry(const fs::path& folder) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder)) found = entry.path();
  return found;
}

// The kernel of one machine has one version of the interface. Here a plain folder stands in for version 2, whose files
// the kernel makes: they are missing, so a limit cannot be set.
TEST(Cgroup, IsNotThereWhereTheKernelTakesNoLimit) {
  const auto folder = TempDir::create();
  ASSERT_TRUE(folder);
  EXPECT_FALSE(CgroupParent(folder->path(), true).make(1 << 20));
  EXPECT_TRUE(fs::is_empty(folder->path())) << only_entry(folder->path());
}

TEST(Cgroup, IsNotThereWhereNoneMayBeMade) {
  EXPECT_FALSE(CgroupParent("/proc/self", true).make(1 << 20));
  EXPECT_FALSE(CgroupParent("/nowhere", false).make(1 << 20));
}

class RealCgroup : public testing::Test {
 public:
  void SetUp() override {
    if (!parent_) GTEST_SKIP() << "this user may make no control group with a memory controller here";
  }

 protected:
  static constexpr std::uint64_t limit = 64ULL << 20;
  std::optional<CgroupParent> parent_ = CgroupParent::find();
};

/// In the group: keeps so much memory in files without a name, then waits.
pid_t start_hog(const Cgroup& group, std::size_t mebibytes) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (!group.enter()) ::_exit(2);
  static char block[1 << 20];
  const int fd = ::memfd_create("hog", 0);
  for (std::size_t i = 0; i < mebibytes; ++i)
    if (::write(fd, block, sizeof block) < 0) ::_exit(3);
  ::_exit(0);
}

TEST_F(RealCgroup, EndsWhoKeepsTooMuchMemoryEvenWhereNothingIsMapped) {
  const auto group = parent_->make(limit);
  ASSERT_TRUE(group);
  const pid_t hog = start_hog(*group, 256);
  int status = 0;
  ASSERT_EQ(::waitpid(hog, &status, 0), hog);
  EXPECT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_TRUE(group->ran_out_of_memory());
}

TEST_F(RealCgroup, LeavesAloneWhoKeepsToTheLimit) {
  const auto group = parent_->make(limit);
  ASSERT_TRUE(group);
  const pid_t modest = start_hog(*group, 16);
  int status = 0;
  ASSERT_EQ(::waitpid(modest, &status, 0), modest);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_FALSE(group->ran_out_of_memory());
}

TEST_F(RealCgroup, EndsWhatIsStillInItWhenItGoes) {
  pid_t child = -1;
  {
    const auto group = parent_->make(limit);
    ASSERT_TRUE(group);
    child = ::fork();
    if (child == 0) {
      if (!group->enter()) ::_exit(2);
      ::pause();
      ::_exit(0);
    }
    // It is in once it has left the group of this process.
    for (int i = 0;
         i < 1000 &&
         read_file("/proc/" + std::to_string(child) + "/cgroup").value_or("").find("parcours-") == std::string::npos;
         ++i)
      ::usleep(5000);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << status;
}

}  // namespace
}  // namespace parcours
