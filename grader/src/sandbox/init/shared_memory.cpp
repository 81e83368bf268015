#include "sandbox/init/shared_memory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parcours {
namespace {

/// Calls `visit(folder's descriptor, name, status)` for what lies in /dev/shm itself.
template <class Visit>
void for_each_name(const Visit& visit) {
  DIR* folder = ::opendir("/dev/shm");
  if (folder == nullptr) return;
  while (const dirent* entry = ::readdir(folder)) {
    struct stat status{};
    const std::string name = entry->d_name;
    if (name != "." && name != ".." && ::fstatat(::dirfd(folder), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
      visit(::dirfd(folder), name, status);
  }
  ::closedir(folder);
}

}  // namespace

SharedMemory::SharedMemory(uid_t user) : user_(user) {
  for_each_name([&](int, const std::string& name, const struct stat& status) {
    if (status.st_uid == user_) before_.insert(name);
  });
}

std::uint64_t SharedMemory::bytes() const {
  std::uint64_t total = 0;
  for_each_name([&](int, const std::string& name, const struct stat& status) {
    if (status.st_uid == user_ && !before_.contains(name)) total += static_cast<std::uint64_t>(status.st_blocks) * 512;
  });
  return total;
}

void SharedMemory::remove() const {
  for_each_name([&](int folder, const std::string& name, const struct stat& status) {
    if (status.st_uid == user_ && !before_.contains(name))
      ::unlinkat(folder, name.c_str(), S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
  });
}

}  // namespace parcours
