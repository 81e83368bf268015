// parcours-init: the first process of a sandbox. See sandbox/sandbox.hpp for the theory of operation.
// Usage: parcours-init CONTROL CHANNEL UID CPU_MS MEMORY PROCESSES FILE_BYTES SAMPLING CPUS
//                      LANDLOCK DEBUGGER -- COMMAND...
//   CONTROL, CHANNEL  descriptors (CHANNEL -1: none)      UID  to change to (-1: stay)      CPU_MS  0: no limit
//   SAMPLING  milliseconds between two looks at the command      CPUS  "-" or numbers of processors joined by ','
//   LANDLOCK          "-" or paths joined by ':', each "r" or "w" before it      DEBUGGER  path or "-"
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>

#include "sandbox/init/confine.hpp"
#include "sandbox/init/report.hpp"
#include "sandbox/init/supervisor.hpp"
#include "sandbox/init/system_calls.hpp"

using namespace parcours;

void parcours::become(long uid) {
  if (uid < 0) return;
  const auto id = static_cast<uid_t>(uid);
  if (::setgroups(0, nullptr) != 0 || ::setresgid(id, id, id) != 0 || ::setresuid(id, id, id) != 0) ::_exit(126);
}

namespace {

[[noreturn]] void fail(int control, const std::string& what) {
  const std::string line = what + ": " + std::strerror(errno);
  send_text(control, protocol::Kind::failed, line.data(), line.size());
  ::_exit(1);
}

void limit(int resource, std::uint64_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
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

/// Without effect where none of them is allowed to this process.
void keep_to(const std::string& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::istringstream numbers(cpus);
  for (std::string number; std::getline(numbers, number, ',');) {
    const int cpu = std::atoi(number.c_str());
    if (cpu >= 0 && cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
  }
  ::sched_setaffinity(0, sizeof set, &set);
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
  if (options.cpus != "-") keep_to(options.cpus);
  ::close_range(options.channel >= 0 ? 4 : 3, ~0U, CLOSE_RANGE_CLOEXEC);
  become(options.uid);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (options.landlock != "-" && !confine_files(options.landlock)) ::_exit(126);
  if (!confine_system_calls(own_namespaces)) ::_exit(126);
  ::execv(options.command[0], options.command);
  std::fprintf(stderr, "%s: %s\n", options.command[0], std::strerror(errno));
  ::_exit(127);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 14) return 2;
  Options options;
  options.control = std::atoi(argv[1]);
  options.channel = std::atoi(argv[2]);
  options.uid = std::atol(argv[3]);
  options.cpu_ms = std::strtoull(argv[4], nullptr, 10);
  options.memory = std::strtoull(argv[5], nullptr, 10);
  options.processes = std::strtoull(argv[6], nullptr, 10);
  options.file_bytes = std::strtoull(argv[7], nullptr, 10);
  options.sampling_ms = std::atoi(argv[8]);
  options.cpus = argv[9];
  options.landlock = argv[10];
  options.debugger = argv[11];
  options.command = argv + 13;
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
  const protocol::Ended ended = Supervisor(options, shared).watch(child);
  kill_descendants();
  if (shared && options.uid >= 0) shared->remove();
  send_packet(options.control, ended);
  return 0;
}
