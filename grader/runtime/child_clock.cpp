// Counts by standing in for fork and for the calls that wait: a child is entered in a list when it starts, and what the
// kernel says of it when it is waited for is kept. (Exported by the linker, see the grader.)
#include "child_clock.hpp"

#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <map>
#include <mutex>

namespace parcours {
namespace {

struct Children {
  std::mutex mutex;
  std::map<pid_t, double> living;  ///< seconds that each had used at the last restart
  WorkerTimes ended;
};

Children& children() {
  static auto* const kept = new Children;
  return *kept;
}

template <class Visit>
void each_living(Visit visit) {
  for (auto& [pid, before] : children().living) {
    clockid_t clock{};
    timespec now{};
    if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &now) == 0)
      visit(before, static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec));
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

void has_ended(pid_t pid, const rusage& usage) {
  const std::lock_guard lock(children().mutex);
  const auto child = children().living.find(pid);
  if (child == children().living.end()) return;
  children().ended.add(seconds(usage.ru_utime) + seconds(usage.ru_stime) - child->second);
  children().living.erase(child);
}

pid_t wait_for(pid_t which, int* status, int options, rusage* usage) {
  int ended = 0;
  rusage used{};
  const long pid = ::syscall(SYS_wait4, which, &ended, options, &used);
  if (pid > 0 && (WIFEXITED(ended) || WIFSIGNALED(ended))) has_ended(static_cast<pid_t>(pid), used);
  if (pid > 0 && status != nullptr) *status = ended;
  if (pid > 0 && usage != nullptr) *usage = used;
  return static_cast<pid_t>(pid);
}

}  // namespace

void restart_child_times() {
  const std::lock_guard lock(children().mutex);
  children().ended = {};
  each_living([](double& before, double now) { before = now; });
}

WorkerTimes child_times() {
  const std::lock_guard lock(children().mutex);
  WorkerTimes times = children().ended;
  each_living([&](double before, double now) { times.add(now - before); });
  return times;
}

}  // namespace parcours

extern "C" pid_t fork() {
  using Fork = pid_t (*)();
  static const auto real = reinterpret_cast<Fork>(::dlsym(RTLD_NEXT, "fork"));
  // Held meanwhile, so that a child finds it free and its own children are counted from the start.
  std::unique_lock lock(parcours::children().mutex);
  const pid_t child = real();
  if (child == 0)
    parcours::children().living.clear();
  else if (child > 0)
    parcours::children().living[child] = 0;
  return child;
}

extern "C" pid_t wait4(pid_t which, int* status, int options, rusage* usage) {
  return parcours::wait_for(which, status, options, usage);
}
extern "C" pid_t wait3(int* status, int options, rusage* usage) {
  return parcours::wait_for(-1, status, options, usage);
}
extern "C" pid_t waitpid(pid_t which, int* status, int options) {
  return parcours::wait_for(which, status, options, nullptr);
}
extern "C" pid_t wait(int* status) { return parcours::wait_for(-1, status, 0, nullptr); }
extern "C" int waitid(idtype_t type, id_t which, siginfo_t* info, int options) {
  rusage used{};
  siginfo_t told{};
  const long result = ::syscall(SYS_waitid, type, which, &told, options, &used);
  const bool over = told.si_code == CLD_EXITED || told.si_code == CLD_KILLED || told.si_code == CLD_DUMPED;
  if (result == 0 && told.si_pid > 0 && over && (options & WNOWAIT) == 0) parcours::has_ended(told.si_pid, used);
  if (result == 0 && info != nullptr) *info = told;
  return static_cast<int>(result);
}
