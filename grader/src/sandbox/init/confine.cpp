#include "sandbox/init/confine.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <sstream>

namespace parcours {
namespace {

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t first_rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

// Newer than the oldest kernel headers that this is built with.
constexpr std::uint64_t right_to_move = 1U << 13;      // LANDLOCK_ACCESS_FS_REFER, since ABI 2
constexpr std::uint64_t right_to_truncate = 1U << 14;  // LANDLOCK_ACCESS_FS_TRUNCATE, since ABI 3
constexpr std::uint64_t right_to_control = 1U << 15;   // LANDLOCK_ACCESS_FS_IOCTL_DEV, since ABI 5
constexpr std::uint64_t scope_sockets = 1U << 0;       // LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, since ABI 6
constexpr std::uint64_t scope_signals = 1U << 1;       // LANDLOCK_SCOPE_SIGNAL, since ABI 6

constexpr std::uint64_t for_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                    LANDLOCK_ACCESS_FS_WRITE_FILE | right_to_truncate | right_to_control;

/// struct landlock_ruleset_attr as of ABI 6; older kernels take its beginning alone.
struct Ruleset {
  std::uint64_t files = first_rights;
  std::uint64_t network = 0;
  std::uint64_t scoped = 0;
};

/// What this kernel can withhold: what is not named here, it grants. Without the right to truncate, for one, any file
/// that the user may write can be emptied, wherever it lies.
Ruleset everything_since(int abi) {
  Ruleset all;
  if (abi >= 2) all.files |= right_to_move;
  if (abi >= 3) all.files |= right_to_truncate;
  if (abi >= 5) all.files |= right_to_control;
  if (abi >= 6) all.scoped = scope_sockets | scope_signals;
  return all;
}

}  // namespace

bool confine_files(const std::string& paths) {
  const auto abi =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
  if (abi < 1) return false;
  const Ruleset all = everything_since(abi);
  const std::size_t known_size = abi >= 6 ? sizeof all : sizeof all.files;
  const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, known_size, 0));
  if (ruleset < 0) return false;
  std::istringstream list(paths);
  for (std::string entry; std::getline(list, entry, ':');) {
    const int fd = ::open(entry.c_str() + 1, O_PATH | O_CLOEXEC);
    if (fd < 0) continue;
    struct stat status{};
    ::fstat(fd, &status);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = entry[0] == 'w' ? all.files : reading;
    if (!S_ISDIR(status.st_mode)) rule.allowed_access &= for_files;
    rule.parent_fd = fd;
    const bool added = ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(fd);
    if (!added) return false;
  }
  return ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}

}  // namespace parcours
