// parcours-init: the first process of a sandbox. See sandbox/sandbox.hpp for the theory of operation.
// Usage: parcours-init CONTROL CHANNEL UID CPU_MS MEMORY PROCESSES FILE_BYTES LANDLOCK DEBUGGER -- COMMAND...
//   CONTROL, CHANNEL  descriptors (CHANNEL -1: none)      UID  to change to (-1: stay)      CPU_MS  0: no limit
//   LANDLOCK          "-" or paths joined by ':', each "r" or "w" before it      DEBUGGER  path or "-"
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/init/confine.hpp"
#include "sandbox/init/descendants.hpp"
#include "sandbox/init/shared_memory.hpp"
#include "sandbox/init/system_calls.hpp"
#include "sandbox/protocol.hpp"

using namespace parcours;
using namespace parcours::protocol;

namespace {

constexpr std::chrono::seconds debugger_time{20};  ///< the command stands still meanwhile
constexpr int most_stack_pieces = 64;

struct Options {
  int control = -1;
  int channel = -1;
  long uid = -1;
  std::uint64_t cpu_ms = 0;
  std::uint64_t memory = 0;
  std::uint64_t processes = 0;
  std::uint64_t file_bytes = 0;
  std::string landlock;
  std::string debugger;
  char** command = nullptr;
};

template <class T>
void send_packet(int fd, const T& packet, std::size_t size = sizeof(T)) {
  while (::send(fd, &packet, size, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

void send_text(int fd, Kind kind, const char* bytes, std::size_t size) {
  static Text text;
  text.header.kind = kind;
  text.size = static_cast<std::uint32_t>(size < text_capacity ? size : text_capacity);
  std::memcpy(text.bytes, bytes, text.size);
  send_packet(fd, text, offsetof(Text, bytes) + text.size);
}

[[noreturn]] void fail(int control, const std::string& what) {
  const std::string line = what + ": " + std::strerror(errno);
  send_text(control, Kind::failed, line.data(), line.size());
  ::_exit(1);
}

void limit(int resource, std::uint64_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

void become(long uid) {
  if (uid < 0) return;
  const auto id = static_cast<uid_t>(uid);
  if (::setgroups(0, nullptr) != 0 || ::setresgid(id, id, id) != 0 || ::setresuid(id, id, id) != 0) ::_exit(126);
}

/// Where memory runs out, the kernel ends this process's descendants, not the one that tells of it.
void prefer_as_victim() {
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // until then the file below belongs to the superuser
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  (void)!::write(fd, "1000", 4);
  ::close(fd);
}

/// For a command that stays in this user: whether the kernel counts its processes apart from the user's others. In a
/// user namespace, which the sandbox that makes this PID 1 has then, it does so since Linux 5.14.
bool counts_apart() {
  utsname system{};
  int major = 0;
  int minor = 0;
  return ::getpid() == 1 && ::uname(&system) == 0 && std::sscanf(system.release, "%d.%d", &major, &minor) == 2 &&
         (major > 5 || (major == 5 && minor >= 14));
}

pid_t start_command(const Options& options) {
  const bool apart = counts_apart();
  const bool own_namespaces = ::getpid() == 1;
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setsid();
  prefer_as_victim();
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, options.file_bytes);
  limit(RLIMIT_NOFILE, 1024);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  if (options.uid >= 0)
    limit(RLIMIT_NPROC, options.processes);
  else if (apart)
    limit(RLIMIT_NPROC, options.processes + 1);  // this process counts too
  if (options.channel >= 0) {
    if (options.channel == 3)
      ::fcntl(3, F_SETFD, 0);
    else
      ::dup2(options.channel, 3);
  }
  ::signal(SIGPIPE, SIG_DFL);
  ::close_range(options.channel >= 0 ? 4 : 3, ~0U, CLOSE_RANGE_CLOEXEC);
  become(options.uid);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (options.landlock != "-" && !confine_files(options.landlock)) ::_exit(126);
  if (!confine_system_calls(own_namespaces)) ::_exit(126);
  ::execv(options.command[0], options.command);
  std::fprintf(stderr, "%s: %s\n", options.command[0], std::strerror(errno));
  ::_exit(127);
}

[[noreturn]] void become_debugger(const Options& options, pid_t target, int output) {
  ::dup2(output, 1);
  ::dup2(::open("/dev/null", O_RDWR | O_CLOEXEC), 2);
  ::dup2(2, 0);
  become(options.uid);
  const std::string pid = std::to_string(target);
  ::execl(options.debugger.c_str(), "gdb", "-nx", "-batch", "-iex", "set auto-load off", "-iex",
          "set debuginfod enabled off", "-ex", "set print frame-arguments none", "-ex", "set width 0", "-ex",
          "thread apply all bt 40", "-p", pid.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

/// Passes the debugger's output on until it ends, is too long, takes longer than `debugger_time`, or the grader has
/// something else to say.
void pass_stacks_on(const Options& options, int output) {
  using std::chrono::steady_clock;
  const auto until = steady_clock::now() + debugger_time;
  for (int pieces = 0; pieces < most_stack_pieces; ++pieces) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
    pollfd fds[2] = {{output, POLLIN, 0}, {options.control, POLLIN, 0}};
    if (left.count() <= 0 || ::poll(fds, 2, static_cast<int>(left.count())) <= 0 || fds[1].revents != 0) return;
    static char bytes[text_capacity];
    const ssize_t size = ::read(output, bytes, sizeof bytes);
    if (size <= 0) return;
    send_text(options.control, Kind::stacks, bytes, static_cast<std::size_t>(size));
  }
}

std::uint64_t cpu_ms(const rusage& usage) {
  return static_cast<std::uint64_t>((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                                    (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
}

/// Runs the debugger on `target` as the same user. The CPU time that this took.
std::uint64_t send_stacks(const Options& options, pid_t target) {
  rusage usage{};
  int fds[2];
  if (options.debugger != "-" && ::pipe2(fds, O_CLOEXEC) == 0) {
    const pid_t child = ::fork();
    if (child == 0) become_debugger(options, target, fds[1]);
    ::close(fds[1]);
    if (child > 0) {  // kill(-1) would end far more than a debugger
      pass_stacks_on(options, fds[0]);
      ::kill(child, SIGKILL);
      ::wait4(child, nullptr, 0, &usage);
    }
    ::close(fds[0]);
  }
  send_packet(options.control, Header{Kind::stacks_end});
  return cpu_ms(usage);
}

/// CPU time of the children that have ended and were waited for, the debugger's runs among them.
std::uint64_t reaped_cpu_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return cpu_ms(usage);
}

constexpr int ticks_every = 5;           ///< rounds of 10 ms
constexpr int rounds_until_settled = 3;  ///< after a pause: what is about to end has ended

std::optional<Ending> limit_passed(const Options& options, const Sample& sample) {
  if (options.cpu_ms > 0 && sample.cpu_ms > options.cpu_ms) return Ending::cpu;
  if (sample.resident_bytes > options.memory) return Ending::memory;
  if (sample.threads > options.processes) return Ending::processes;
  return std::nullopt;
}

/// `shared`: empty where the command has a /dev/shm of its own, whose size is limited.
void supervise(const Options& options, pid_t main_child, const std::optional<SharedMemory>& shared) {
  Ended ended;
  Tick tick;
  std::uint64_t debuggers_cpu = 0;  // the command did not use it
  std::uint64_t unmapped = 0;       // memory in files, mapped or not
  bool paused = false;
  int rounds = 0;
  for (;;) {
    pollfd control{options.control, POLLIN, 0};
    if (::poll(&control, 1, 10) > 0) {
      Order order{};
      if (::recv(options.control, &order, sizeof order, 0) <= 0) order = Order::kill;  // the grader is gone
      if (order == Order::stacks) debuggers_cpu += send_stacks(options, main_child);
      if (order == Order::pause) signal_descendants(SIGSTOP);
      if (order == Order::resume) signal_descendants(SIGCONT);
      if (order == Order::pause || order == Order::resume) {
        paused = order == Order::pause;
        rounds = ticks_every - rounds_until_settled;
      }
      if (order == Order::kill) {
        ended.ending = Ending::killed;
        break;
      }
    }
    int status = 0;
    rusage usage{};
    bool over = false;
    for (pid_t pid = 0; (pid = ::wait4(-1, &status, WNOHANG, &usage)) > 0;) {
      if (pid != main_child) continue;
      over = true;
      ended.ending = WIFEXITED(status) ? Ending::exited : Ending::signalled;
      ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
      const auto peak = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
      if (peak > ended.peak_bytes) ended.peak_bytes = peak;
    }
    Sample sample = sample_descendants();
    sample.cpu_ms += reaped_cpu_ms() - debuggers_cpu;
    if (rounds % ticks_every == 0) unmapped = nameless_file_bytes(options.uid) + (shared ? shared->bytes() : 0);
    sample.resident_bytes += unmapped;
    if (sample.resident_bytes > ended.peak_bytes) ended.peak_bytes = sample.resident_bytes;
    if (sample.cpu_ms > ended.cpu_ms) ended.cpu_ms = sample.cpu_ms;
    if (over) {
      ended.left_processes = static_cast<std::uint32_t>(sample.processes);
      break;
    }
    if (const auto passed = limit_passed(options, sample)) {
      ended.ending = *passed;
      break;
    }
    if (++rounds % ticks_every == 0) {
      tick.paused = paused ? 1 : 0;
      tick.threads = static_cast<std::uint32_t>(sample.threads);
      tick.cpu_ms = sample.cpu_ms;
      tick.switches = sample.switches;
      tick.resident_bytes = sample.resident_bytes;
      ::send(options.control, &tick, sizeof tick, MSG_NOSIGNAL | MSG_DONTWAIT);  // the grader may be looking elsewhere
    }
  }
  kill_descendants();
  if (shared && options.uid >= 0) shared->remove();
  send_packet(options.control, ended);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 12) return 2;
  Options options;
  options.control = std::atoi(argv[1]);
  options.channel = std::atoi(argv[2]);
  options.uid = std::atol(argv[3]);
  options.cpu_ms = std::strtoull(argv[4], nullptr, 10);
  options.memory = std::strtoull(argv[5], nullptr, 10);
  options.processes = std::strtoull(argv[6], nullptr, 10);
  options.file_bytes = std::strtoull(argv[7], nullptr, 10);
  options.landlock = argv[8];
  options.debugger = argv[9];
  options.command = argv + 11;
  ::fcntl(options.control, F_SETFD, FD_CLOEXEC);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // keeps /proc/1/fd, and the control socket in it, out of reach
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // The first process of a namespace takes all others along. Elsewhere it must live to end them when CONTROL closes.
  if (::getpid() == 1) ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::signal(SIGPIPE, SIG_IGN);
  std::optional<SharedMemory> shared;
  if (::getpid() != 1) shared.emplace(options.uid >= 0 ? static_cast<uid_t>(options.uid) : ::geteuid());
  const pid_t child = start_command(options);
  if (child < 0) fail(options.control, "fork");
  if (options.channel >= 0) ::close(options.channel);
  ::close(1);
  ::close(2);
  supervise(options, child, shared);
  return 0;
}
