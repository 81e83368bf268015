#include "sandbox/init/debugger.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "sandbox/init/descendants.hpp"
#include "sandbox/init/report.hpp"

namespace parcours {
namespace {

constexpr std::chrono::seconds debugger_time{20};  ///< the command stands still meanwhile
constexpr int most_stack_pieces = 64;
constexpr std::size_t most_children = 4;

[[noreturn]] void become_debugger(const Options& options, pid_t target, int output) {
  ::dup2(output, 1);
  ::dup2(::open("/dev/null", O_RDWR | O_CLOEXEC), 2);
  ::dup2(2, 0);
  become(options.uid);
  sigset_t none;  // parcours-init waits for its children by a descriptor; the debugger needs the signal
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const std::string pid = std::to_string(target);
  ::execl(options.debugger.c_str(), "gdb", "-nx", "-batch", "-iex", "set auto-load off", "-iex",
          "set debuginfod enabled off", "-ex", "set print frame-arguments none", "-ex", "set width 0", "-ex",
          "thread apply all bt 40", "-p", pid.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

using Clock = std::chrono::steady_clock;

/// Passes the debugger's output on until it ends, is too long, its time is up, or the grader has something else to say;
/// false: no more is wanted.
bool pass_stacks_on(const Options& options, int output, Clock::time_point until) {
  for (int pieces = 0; pieces < most_stack_pieces; ++pieces) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    pollfd fds[2] = {{output, POLLIN, 0}, {options.control, POLLIN, 0}};
    if (left.count() <= 0 || ::poll(fds, 2, static_cast<int>(left.count())) <= 0 || fds[1].revents != 0) return false;
    static char bytes[protocol::text_capacity];
    const ssize_t size = ::read(output, bytes, sizeof bytes);
    if (size <= 0) return true;
    send_text(options.control, protocol::Kind::stacks, bytes, static_cast<std::size_t>(size));
  }
  return true;
}

/// False: no more is wanted. `cpu` grows by what it took.
bool send_stacks_of(const Options& options, pid_t target, Clock::time_point until, std::uint64_t& cpu) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return false;
  const pid_t child = ::fork();
  if (child == 0) become_debugger(options, target, fds[1]);
  ::close(fds[1]);
  bool more = false;
  if (child > 0) {  // kill(-1) would end far more than a debugger
    more = pass_stacks_on(options, fds[0], until);
    ::kill(child, SIGKILL);
    rusage usage{};
    ::wait4(child, nullptr, 0, &usage);
    cpu += cpu_ms(usage);
  }
  ::close(fds[0]);
  return more;
}

}  // namespace

std::uint64_t send_stacks(const Options& options, pid_t command, bool of_children) {
  std::uint64_t cpu = 0;
  if (options.debugger != "-") {
    const auto until = Clock::now() + debugger_time;
    std::vector<pid_t> children;
    if (of_children) children = living_descendants();
    std::erase(children, command);
    if (children.size() > most_children) children.resize(most_children);
    bool more = send_stacks_of(options, command, until, cpu);
    for (std::size_t i = 0; i < children.size() && more; ++i) {
      send_text(options.control, protocol::Kind::stacks, protocol::next_process.data(), protocol::next_process.size());
      more = send_stacks_of(options, children[i], until, cpu);
    }
  }
  send_packet(options.control, protocol::Header{protocol::Kind::stacks_end});
  return cpu;
}

}  // namespace parcours
