#include "batch/run_command.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "util/fd.hpp"

namespace parcours {
namespace {

/// How the program is started; what it prints goes to `out` and `err`.
class Start {
 public:
  Start(int out, int err) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, err, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
  }
  ~Start() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  /// An error number, 0 where it was started.
  int operator()(const std::vector<std::string>& argv, pid_t& pid) const {
    std::vector<char*> words;
    for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    return ::posix_spawnp(&pid, words.front(), &files_, &attributes_, words.data(), environ);
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

std::string whole(const UniqueFd& file) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return {};
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

}  // namespace

Result<CommandOutput> run_command(const std::vector<std::string>& argv) {
  // Files, not pipes: nobody need read while it runs.
  const UniqueFd out(::memfd_create("out", MFD_CLOEXEC));
  const UniqueFd err(::memfd_create("err", MFD_CLOEXEC));
  if (!out || !err) return machine_error("{}: cannot be started: {}", argv.front(), std::strerror(errno));
  pid_t pid = -1;
  if (const int failed = Start(out.get(), err.get())(argv, pid); failed != 0)
    return machine_error("{}: cannot be started: {}", argv.front(), std::strerror(failed));
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return machine_error("{}: cannot be waited for: {}", argv.front(), std::strerror(errno));
  return CommandOutput{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), whole(out), whole(err)};
}

}  // namespace parcours
