#include "hostile_arena.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

namespace parcours {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

/// Of nobody in particular: no user of a system is likely to have it.
constexpr uid_t ordinary_user = 64'321;
constexpr std::chrono::seconds longest_grading{150};
const fs::path source = PARCOURS_SOURCE_DIR;

/// Zombies count: somebody should have waited for them.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  std::ifstream list("/proc/thread-self/children");
  for (pid_t pid = 0; list >> pid;) found.push_back(pid);
  return found;
}

std::string command_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

/// One of the users that the sandbox of the grader `grader` makes up where it is root (sandbox.cpp, fresh_uid).
bool is_of_sandbox(uid_t user, pid_t grader) {
  const uid_t first = 1'500'000'000U + static_cast<uid_t>(grader % 100'000) * 1000;
  return user >= first && user < first + 1000;
}

std::vector<pid_t> processes_of_sandbox(pid_t grader) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    struct stat status{};
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid > 0 && ::stat(entry.path().c_str(), &status) == 0 && is_of_sandbox(status.st_uid, grader))
      found.push_back(pid);
  }
  return found;
}

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What they left in the machine's shared memory.
std::vector<fs::path> names_of_sandbox(pid_t grader) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator("/dev/shm")) {
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) == 0 && is_of_sandbox(status.st_uid, grader))
      found.push_back(entry.path());
  }
  return found;
}

void give(const fs::path& path, uid_t user) {
  if (::lchown(path.c_str(), user, user) != 0) std::abort();  // only root gets here
}

/// Kept from one run of the suite to the next: filling it takes half a minute.
Result<fs::path> cache_of_ordinary_user() {
  const fs::path folder = "/var/tmp/parcours-hostile-" + std::to_string(ordinary_user);
  if (::mkdir(folder.c_str(), 0700) == 0) give(folder, ordinary_user);
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ordinary_user)
    return machine_error("{}: belongs to somebody else", folder.string());
  return folder;
}

}  // namespace

Result<Arena> Arena::create(bool drop, const std::string& tier) {
  auto root = TempDir::create();
  if (!root) return tl::unexpected(root.error());
  Arena arena(std::move(*root), drop, tier);
  if (auto furnished = arena.furnish(); !furnished) return tl::unexpected(furnished.error());
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  return arena;
}

Result<void> Arena::furnish() {
  const fs::path& root = root_.path();
  std::error_code error;
  const fs::path program = PARCOURS_BINARY;
  for (const char* folder :
       {"bin", "libexec/parcours", "share/parcours", "inbox", "home/.ssh", "tmp", "parcours-canary"})
    fs::create_directories(root / folder, error);
  fs::copy_file(program, root / "bin/parcours", error);
  for (const char* helper : {"parcours-init", "parcours-unpack"})
    if (!error) fs::copy_file(program.parent_path() / helper, root / "libexec/parcours" / helper, error);
  if (!error) fs::copy(source / "grader/runtime", root / "share/parcours/runtime", fs::copy_options::recursive, error);
  for (const char* part : {"exercises", "reference", "rubrics"})
    if (!error)
      fs::copy(source / "grader/test/course" / part, root / "share/parcours" / part, fs::copy_options::recursive,
               error);
  if (error) return machine_error("{}: cannot be furnished: {}", root.string(), error.message());
  for (const char* file : {"home/.ssh/id_canary", "parcours-canary/one", "parcours-canary/two"})
    if (auto written = write_file(root / file, "untouched\n"); !written) return written;
  ::chmod((root / "parcours-canary").c_str(), 0777);
  for (const char* file : {"parcours-canary/one", "parcours-canary/two"}) ::chmod((root / file).c_str(), 0666);
  if (drop_) {
    for (const char* part : {"home", "home/.ssh", "home/.ssh/id_canary", "tmp"}) give(root / part, ordinary_user);
    auto cache = cache_of_ordinary_user();
    if (!cache) return tl::unexpected(cache.error());
    cache_ = std::move(*cache);
  }
  canaries_ = fingerprint();
  return {};
}

Result<void> Arena::set_timed(bool timed) {
  const fs::path course = source / "grader/test/course";
  const auto rubric =
      read_file(timed ? course / "rubrics/01-trust/parallel-sum.yaml" : course / "parallel-sum-untimed.yaml");
  if (!rubric) return tl::unexpected(rubric.error());
  auto written = write_file(root_.path() / "share/parcours/rubrics/01-trust/parallel-sum.yaml", *rubric);
  canaries_ = fingerprint();
  return written;
}

std::string Arena::fingerprint() const {
  std::vector<std::string> lines;
  for (const char* part : {"home", "parcours-canary", "share", "bin", "libexec"})
    for (const auto& entry : fs::recursive_directory_iterator(root_.path() / part)) {
      struct stat status{};
      ::lstat(entry.path().c_str(), &status);
      lines.push_back(fmt::format("{} {:o} {} {} {}", entry.path().string(), status.st_mode, status.st_uid,
                                  status.st_nlink, S_ISREG(status.st_mode) ? sha256(contents(entry.path())) : ""));
    }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void Arena::become_grader(const fs::path& submission) const {
  const std::string root = root_.path().string();
  ::setenv("HOME", (root + "/home").c_str(), 1);
  ::setenv("TMPDIR", (root + "/tmp").c_str(), 1);
  if (!tier_.empty()) ::setenv("PARCOURS_SANDBOX", tier_.c_str(), 1);
  if (!cache_.empty()) ::setenv("PARCOURS_CACHE", cache_.c_str(), 1);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = ::open((root + "/out").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const int err = ::open((root + "/err").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  const bool dropped =
      !drop_ || (::setgroups(0, nullptr) == 0 && ::setgid(ordinary_user) == 0 && ::setuid(ordinary_user) == 0);
  if (dropped && ::chdir((root + "/home").c_str()) == 0)
    ::execl((root + "/bin/parcours").c_str(), "parcours", "grade", "parallel-sum", submission.c_str(), "--report",
            "json=-", static_cast<char*>(nullptr));
  ::_exit(125);
}

Ran Arena::grade(const fs::path& submission) {
  Ran ran;
  const auto started = Clock::now();
  grader_ = ::fork();
  if (grader_ == 0) become_grader(submission);
  int status = 0;
  bool killed = false;
  while (::waitpid(grader_, &status, WNOHANG) == 0) {
    if (!killed && Clock::now() - started > longest_grading) {
      ::kill(grader_, SIGKILL);
      killed = true;
    }
    ::usleep(5000);
  }
  ran.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ran.out = contents(root_.path() / "out");
  ran.err = contents(root_.path() / "err");
  return ran;
}

std::vector<std::string> Arena::disturbances() {
  std::vector<std::string> lines;
  std::error_code ignored;
  // What was killed may need a moment to go.
  for (int tries = 0; tries < 200 && !children().empty(); ++tries) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    ::usleep(5000);
  }
  std::vector<pid_t> left = children();
  if (::geteuid() == 0 && !drop_) {
    const std::vector<pid_t> more = processes_of_sandbox(grader_);
    left.insert(left.end(), more.begin(), more.end());
    for (const fs::path& name : names_of_sandbox(grader_)) {
      lines.push_back(fmt::format("{} is left", name.string()));
      fs::remove(name, ignored);
    }
  }
  for (const pid_t pid : left) {
    lines.push_back(fmt::format("process {} ({}) is left", pid, command_of(pid)));
    ::kill(pid, SIGKILL);
  }
  for (const auto& entry : fs::directory_iterator(root_.path() / "tmp")) {
    lines.push_back(fmt::format("{} is left", entry.path().string()));
    fs::remove_all(entry.path(), ignored);
  }
  if (const std::string now = fingerprint(); now != canaries_) {
    lines.push_back("files outside changed:\n" + now);
    canaries_ = now;
  }
  return lines;
}

}  // namespace parcours
