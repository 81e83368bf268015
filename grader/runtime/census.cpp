#include "parcours/census.hpp"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "threads_left.hpp"

namespace parcours {
namespace {

/// Calls `visit` for each name in a folder, "." and ".." aside.
template <class Visit>
void each_entry(const char* folder, Visit visit) {
  DIR* const open = ::opendir(folder);
  if (open == nullptr) return;
  while (const dirent* entry = ::readdir(open)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") visit(name);
  }
  ::closedir(open);
}

/// The number that `text` is; -1: it is none.
int number(const std::string& text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string target_of(const std::string& link) {
  char target[256];
  const ssize_t size = ::readlink(link.c_str(), target, sizeof target);
  return size < 0 ? "" : std::string(target, static_cast<std::size_t>(size));
}

/// What the kernel says of a process: "PID (NAME) STATE PARENT …".
struct Status {
  std::string name;
  char state = '?';
  int parent = -1;
};

Status status_of(int process) {
  const std::string line = first_line("/proc/" + std::to_string(process) + "/stat");
  const std::size_t open = line.find('(');
  const std::size_t close = line.rfind(')');
  Status status;
  if (open == std::string::npos || close == std::string::npos) return status;  // it has just gone
  status.name = line.substr(open + 1, close - open - 1);
  std::istringstream(line.substr(close + 1)) >> status.state >> status.parent;
  return status;
}

constexpr const char* shared_memory = "/dev/shm";
constexpr std::string_view semaphore_start = "sem.";

bool has_shared_memory_of_its_own() { return first_line("/proc/1/comm") == "parcours-init"; }

}  // namespace

std::vector<int> thread_ids() {
  std::vector<int> ids;
  each_entry("/proc/self/task", [&](const std::string& name) { ids.push_back(number(name)); });
  return ids;
}

void give_time_to_end(const std::function<bool()>& settled) {
  for (int i = 0; i < 100 && !settled(); ++i) {
    const timespec pause{0, 2'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

int threads_left(int before) {
  const auto now = [] { return static_cast<int>(thread_ids().size()); };
  give_time_to_end([&] { return now() <= before; });
  const int left = now() - before;
  return left > 0 ? left : 0;
}

Census::Census(std::string_view names) : prefix_(names), threads_(thread_ids()) {
  const int self = ::getpid();
  each_entry("/proc", [&](const std::string& name) {
    const int process = number(name);
    if (process < 0) return;
    const Status status = status_of(process);
    if (status.parent == self) children_[process] = {status.name, status.state == 'Z'};
  });
  const std::string own_folder = "/proc/" + std::to_string(self) + "/fd";
  each_entry("/proc/self/fd", [&](const std::string& name) {
    const std::string target = target_of("/proc/self/fd/" + name);
    if (target != own_folder) descriptors_[number(name)] = target;  // it is open for the listing only
  });
  if (prefix_.empty() && !has_shared_memory_of_its_own()) return;
  each_entry(shared_memory, [&](const std::string& file) {
    const bool semaphore = file.starts_with(semaphore_start);
    const std::string name = "/" + (semaphore ? file.substr(semaphore_start.size()) : file);
    struct stat info{};
    const std::string path = std::string(shared_memory) + "/" + file;
    if (!name.starts_with(prefix_) || ::stat(path.c_str(), &info) != 0 || info.st_uid != ::geteuid()) return;
    names_.insert((semaphore ? "the semaphore " : "the shared memory ") + name);
  });
}

std::vector<std::string> Census::beyond(const Census& before) const {
  std::vector<std::string> more;
  // By their number: a pool may replace a thread by another one.
  if (threads_.size() > before.threads_.size()) {
    const std::size_t count = threads_.size() - before.threads_.size();
    more.push_back(count == 1 ? "a thread, which still runs" : std::to_string(count) + " threads, which still run");
  }
  for (const auto& [process, child] : children_)
    if (!before.children_.contains(process))
      more.push_back(
          "child process " + std::to_string(process) + " (" + child.name +
          (child.ended ? "), which has ended and which nobody waited for (a zombie)" : "), which still runs"));
  for (const auto& [descriptor, target] : descriptors_)
    if (!before.descriptors_.contains(descriptor))
      more.push_back("descriptor " + std::to_string(descriptor) + ", which is still open (" + target + ")");
  for (const std::string& name : names_)
    if (!before.names_.contains(name)) more.push_back(name + ", which nobody unlinked");
  return more;
}

std::vector<std::string> Census::leftovers() const {
  std::vector<std::string> more;
  give_time_to_end([&] {
    more = Census(prefix_).beyond(*this);
    return more.empty();
  });
  return more;
}

bool expect_no_leftovers(const Census& before, const std::source_location& where) {
  const std::vector<std::string> more = before.leftovers();
  if (more.empty()) return true;
  std::string text = "left behind:";
  for (const std::string& line : more) text += "\n  " + line;
  const TellingOfLeftovers telling;
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line())) << text;
  return false;
}

}  // namespace parcours
