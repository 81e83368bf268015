#include "sandbox/cgroup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

namespace parcours {
namespace fs = std::filesystem;
namespace {

bool write_to(const fs::path& file, const std::string& text) noexcept {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  return written;
}

/// Of the lines "NAME NUMBER" the number; 0 where there is none.
std::uint64_t number_in(const fs::path& file, const std::string& wanted) {
  std::ifstream in(file);
  std::string name;
  for (std::uint64_t value = 0; in >> name >> value;)
    if (name == wanted) return value;
  return 0;
}

bool has_word(const fs::path& file, const std::string& wanted) {
  std::ifstream in(file);
  for (std::string word; in >> word;)
    if (word == wanted) return true;
  return false;
}

/// One hierarchy that is mounted here, and the group of this process in it.
struct Hierarchy {
  fs::path mount;
  fs::path own;
  bool unified = false;
};

/// The path of this process's group in the hierarchy: /proc/self/cgroup has lines "ID:CONTROLLERS:PATH", version 2 with
/// ID 0 and no controllers.
std::string own_path(bool unified) {
  std::ifstream list("/proc/self/cgroup");
  for (std::string line; std::getline(list, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    if (unified ? controllers == ",," : controllers.find(",memory,") != std::string::npos)
      return line.substr(second + 1);
  }
  return {};
}

/// The one that has the memory controller: version 1's, or else version 2's. /proc/self/mountinfo has, from the fourth
/// word: root, mount point, options, optional fields, "-", type, source, the type's own options.
std::optional<Hierarchy> memory_hierarchy() {
  std::ifstream list("/proc/self/mountinfo");
  std::optional<Hierarchy> found;
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string skipped;
    std::string root;
    std::string mount;
    words >> skipped >> skipped >> skipped >> root >> mount;
    for (std::string word; words >> word && word != "-";) {
    }
    std::string type;
    std::string options;
    words >> type >> skipped >> options;
    const bool unified = type == "cgroup2";
    const bool limits_memory = unified
                                   ? has_word(fs::path(mount) / "cgroup.controllers", "memory")
                                   : type == "cgroup" && ("," + options + ",").find(",memory,") != std::string::npos;
    if (!limits_memory) continue;
    std::string own = own_path(unified);
    if (root != "/" && own.starts_with(root)) own.erase(0, root.size());  // a container sees its part of the tree
    const fs::path below = fs::path(own).relative_path();
    if (own.find("..") == std::string::npos) found = Hierarchy{mount, fs::path(mount) / below, unified};
    if (found && !unified) return found;
  }
  return found;
}

/// In version 2 a group with processes hands no controller on (but for the root), so the groups' parent is the nearest
/// one above this process that does.
fs::path parent_in(const Hierarchy& hierarchy) {
  fs::path folder = hierarchy.own;
  if (!hierarchy.unified) return folder;
  while (!has_word(folder / "cgroup.subtree_control", "memory")) {
    if (folder == hierarchy.mount) return write_to(folder / "cgroup.subtree_control", "+memory") ? folder : fs::path();
    folder = folder.parent_path();
  }
  return folder;
}

constexpr std::chrono::hours stale{1};

/// What graders that were killed left: groups in which nothing is. By their age alone, for the process that made one
/// may be in another namespace, whose numbers mean nothing here; and a new one is empty until its command has started.
void remove_stale(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with("parcours-") &&
        fs::file_time_type::clock::now() - entry.last_write_time(ignored) > stale)
      ::rmdir(entry.path().c_str());
}

/// Whether a process of this user may be moved there, too: that also takes a right on what is above both.
bool may_enter(const Cgroup& group) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(group.enter() ? 0 : 1);
  int status = 1;
  return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

Cgroup::Cgroup(fs::path folder, bool unified)
    : folder_(std::move(folder)), entrance_((folder_ / "cgroup.procs").string()), unified_(unified) {}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : folder_(std::move(other.folder_)), entrance_(std::move(other.entrance_)), unified_(other.unified_) {
  other.folder_.clear();
}

Cgroup::~Cgroup() {
  if (folder_.empty()) return;
  // It is removed once the last process is gone; those of a fork bomb need more than one round.
  for (int tries = 0; ::rmdir(folder_.c_str()) != 0 && errno == EBUSY && tries < 2000; ++tries) {
    if (!unified_ || !write_to(folder_ / "cgroup.kill", "1")) {  // all at once, since Linux 5.14
      std::ifstream list(entrance_);
      for (pid_t pid = 0; list >> pid;) ::kill(pid, SIGKILL);
    }
    ::usleep(1000);
  }
}

bool Cgroup::enter() const noexcept {
  const int fd = ::open(entrance_.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool entered = ::write(fd, "0", 1) == 1;
  ::close(fd);
  return entered;
}

bool Cgroup::ran_out_of_memory() const {
  return number_in(folder_ / (unified_ ? "memory.events" : "memory.oom_control"), "oom_kill") > 0;
}

std::optional<CgroupParent> CgroupParent::find() {
  const auto hierarchy = memory_hierarchy();
  if (!hierarchy) return std::nullopt;
  const fs::path folder = parent_in(*hierarchy);
  if (folder.empty()) return std::nullopt;
  CgroupParent parent(folder, hierarchy->unified);
  const auto group = parent.make(1ULL << 30);
  if (!group || !may_enter(*group)) return std::nullopt;
  remove_stale(folder);
  return parent;
}

std::optional<Cgroup> CgroupParent::make(std::uint64_t memory_bytes) const {
  std::string name = (folder_ / "parcours-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return std::nullopt;
  const fs::path folder = name;
  Cgroup group(folder, unified_);
  const std::string bytes = std::to_string(memory_bytes);
  if (!write_to(folder / (unified_ ? "memory.max" : "memory.limit_in_bytes"), bytes)) return std::nullopt;
  // Neither file is there where the kernel does not swap.
  (void)(unified_ ? write_to(folder / "memory.swap.max", "0")
                  : write_to(folder / "memory.memsw.limit_in_bytes", bytes));
  return group;
}

}  // namespace parcours
