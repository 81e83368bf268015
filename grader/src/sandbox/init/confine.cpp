#include "sandbox/init/confine.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sstream>

namespace parcours {
namespace {

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
constexpr std::uint64_t for_files =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

}  // namespace

bool confine_files(const std::string& paths) {
  const landlock_ruleset_attr attributes{everything};
  const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (ruleset < 0) return false;
  std::istringstream list(paths);
  for (std::string entry; std::getline(list, entry, ':');) {
    const int fd = ::open(entry.c_str() + 1, O_PATH | O_CLOEXEC);
    if (fd < 0) continue;
    struct stat status{};
    ::fstat(fd, &status);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = entry[0] == 'w' ? everything : reading;
    if (!S_ISDIR(status.st_mode)) rule.allowed_access &= for_files;
    rule.parent_fd = fd;
    const bool added = ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(fd);
    if (!added) return false;
  }
  return ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}

}  // namespace parcours
