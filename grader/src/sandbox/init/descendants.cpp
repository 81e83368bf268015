#include "sandbox/init/descendants.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parcours {
namespace {

std::string read_proc(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  char bytes[4096];
  const ssize_t size = ::read(fd, bytes, sizeof bytes);
  ::close(fd);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

std::vector<pid_t> threads_of(pid_t pid) {
  std::vector<pid_t> threads;
  DIR* folder = ::opendir(("/proc/" + std::to_string(pid) + "/task").c_str());
  if (folder == nullptr) return threads;
  while (const dirent* entry = ::readdir(folder))
    if (entry->d_name[0] != '.') threads.push_back(std::atoi(entry->d_name));
  ::closedir(folder);
  return threads;
}

/// Children of every thread of `pid`, then theirs.
void collect(pid_t pid, std::vector<pid_t>& found) {
  for (const pid_t thread : threads_of(pid)) {
    const std::string list =
        read_proc("/proc/" + std::to_string(pid) + "/task/" + std::to_string(thread) + "/children");
    const char* at = list.c_str();
    for (char* end = nullptr;; at = end) {
      const long child = std::strtol(at, &end, 10);
      if (end == at) break;
      found.push_back(static_cast<pid_t>(child));
      if (found.size() < 4096) collect(static_cast<pid_t>(child), found);
    }
  }
}

bool is_zombie(const std::string& stat) {
  const char* after_name = std::strrchr(stat.c_str(), ')');
  return after_name == nullptr || after_name[2] == 'Z' || after_name[2] == 'X';
}

}  // namespace

std::uint64_t cpu_ms(const rusage& usage) {
  return static_cast<std::uint64_t>((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                                    (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
}

std::vector<pid_t> living_descendants() {
  std::vector<pid_t> pids;
  collect(::getpid(), pids);
  std::erase_if(pids, [](pid_t pid) { return is_zombie(read_proc("/proc/" + std::to_string(pid) + "/stat")); });
  return pids;
}

Sample sample_descendants() {
  std::vector<pid_t> pids;
  collect(::getpid(), pids);
  Sample sample;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  for (const pid_t pid : pids) {
    const std::string base = "/proc/" + std::to_string(pid);
    const std::string stat = read_proc(base + "/stat");
    if (is_zombie(stat)) continue;
    ++sample.processes;
    unsigned long user = 0;
    unsigned long system = 0;
    long waited_user = 0;  // of its children that have ended and that it has waited for
    long waited_system = 0;
    std::sscanf(std::strrchr(stat.c_str(), ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
                &user, &system, &waited_user, &waited_system);
    sample.cpu_ms += (user + system + static_cast<unsigned long>(waited_user + waited_system)) * 1000 / ticks;
    unsigned long resident = 0;
    std::sscanf(read_proc(base + "/statm").c_str(), "%*u %lu", &resident);
    sample.resident_bytes += resident * page;
    for (const pid_t thread : threads_of(pid)) {
      ++sample.threads;
      const std::string status = read_proc(base + "/task/" + std::to_string(thread) + "/status");
      if (status.find("\nState:\tT") != std::string::npos) ++sample.stopped;
      if (const char* line = std::strstr(status.c_str(), "\nvoluntary_ctxt_switches:"))
        sample.switches += std::strtoull(line + 25, nullptr, 10);
    }
  }
  return sample;
}

std::uint64_t nameless_file_bytes(long uid) {
  // Who may trace a process may see its descriptors: its user, not even the superuser without that capability.
  if (uid >= 0) {
    ::setfsgid(static_cast<gid_t>(uid));
    ::setfsuid(static_cast<uid_t>(uid));
  }
  std::vector<pid_t> pids;
  collect(::getpid(), pids);
  std::set<std::pair<dev_t, ino_t>> counted;
  std::uint64_t bytes = 0;
  for (const pid_t pid : pids) {
    DIR* folder = ::opendir(("/proc/" + std::to_string(pid) + "/fd").c_str());
    if (folder == nullptr) continue;
    while (const dirent* entry = ::readdir(folder)) {
      char target[16] = {};
      struct stat status{};
      if (::readlinkat(::dirfd(folder), entry->d_name, target, sizeof target - 1) > 0 &&
          std::strncmp(target, "/memfd:", 7) == 0 && ::fstatat(::dirfd(folder), entry->d_name, &status, 0) == 0 &&
          counted.emplace(status.st_dev, status.st_ino).second)
        bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
    }
    ::closedir(folder);
  }
  if (uid >= 0) {
    ::setfsuid(::geteuid());
    ::setfsgid(::getegid());
  }
  return bytes;
}

void signal_descendants(int signal) {
  if (::getpid() == 1) {
    ::kill(-1, signal);
    return;
  }
  std::vector<pid_t> pids;
  collect(::getpid(), pids);
  for (const pid_t pid : pids) ::kill(pid, signal);
}

void kill_descendants() {
  for (;;) {
    signal_descendants(SIGKILL);
    pid_t reaped = 0;
    do reaped = ::waitpid(-1, nullptr, WNOHANG);
    while (reaped > 0);
    // The lists in /proc may miss a child while others come and go; the kernel's word is final.
    if (reaped < 0 && errno == ECHILD) return;
    ::usleep(1000);
  }
}

}  // namespace parcours
