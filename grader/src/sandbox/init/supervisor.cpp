#include "sandbox/init/supervisor.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "sandbox/init/debugger.hpp"
#include "sandbox/init/report.hpp"

namespace parcours {
namespace {

using protocol::Ending;
using protocol::Order;
using std::chrono::milliseconds;

constexpr milliseconds between_ticks{50};
constexpr milliseconds until_settled{30};  ///< after a pause: what is about to end has ended
constexpr milliseconds at_rest{500};       ///< between two looks while everything is stopped

/// CPU time of the children that have ended and were waited for, the debugger's runs among them.
std::uint64_t reaped_cpu_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return cpu_ms(usage);
}

int descriptor_of_children() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

protocol::Ended Supervisor::watch(pid_t command) {
  children_ = descriptor_of_children();
  next_look_ = Clock::now();
  next_tick_ = next_look_ + between_ticks;
  for (;;) {
    if (const auto ordered = obey(command)) {
      ended_.ending = *ordered;
      return ended_;
    }
    const bool over = reap(command);
    if (over || Clock::now() >= next_look_) {
      const Sample sample = look();
      if (over) {
        ended_.left_processes = static_cast<std::uint32_t>(sample.processes);
        return ended_;
      }
      if (const auto passed = passed_limit(sample)) {
        ended_.ending = *passed;
        return ended_;
      }
      tell(sample);
    }
    wait();
  }
}

void Supervisor::wait() {
  const auto left = std::chrono::ceil<milliseconds>(next_look_ - Clock::now());
  pollfd fds[2] = {{options_.control, POLLIN, 0}, {children_, POLLIN, 0}};
  if (::poll(fds, 2, static_cast<int>(std::max<milliseconds::rep>(left.count(), 0))) > 0 && fds[1].revents != 0) {
    signalfd_siginfo ignored[8];
    while (::read(children_, ignored, sizeof ignored) > 0) {
    }
  }
}

std::optional<Ending> Supervisor::obey(pid_t command) {
  Order order{};
  const ssize_t size = ::recv(options_.control, &order, sizeof order, MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (size <= 0 || order == Order::kill) return Ending::killed;  // or the grader is gone
  if (order == Order::stacks || order == Order::stacks_of_all)
    debuggers_cpu_ += send_stacks(options_, command, order == Order::stacks_of_all);
  if (order == Order::pause) pause();
  if (order == Order::resume) resume();
  return std::nullopt;
}

void Supervisor::pause() {
  signal_descendants(SIGSTOP);
  paused_ = true;
  told_paused_ = false;
  next_look_ = next_tick_ = Clock::now() + until_settled;
}

void Supervisor::resume() {
  if (paused_ && !told_paused_) {  // a short pause: what it shows would go untold
    next_tick_ = Clock::now();
    tell(look());
  }
  paused_ = false;
  told_paused_ = false;
  next_look_ = Clock::now() + milliseconds(options_.sampling_ms);
  next_tick_ = Clock::now() + between_ticks;
  signal_descendants(SIGCONT);
}

bool Supervisor::reap(pid_t command) {
  bool over = false;
  int status = 0;
  rusage usage{};
  for (pid_t pid = 0; (pid = ::wait4(-1, &status, WNOHANG, &usage)) > 0;) {
    if (pid != command) continue;
    over = true;
    ended_.ending = WIFEXITED(status) ? Ending::exited : Ending::signalled;
    ended_.status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    ended_.peak_bytes = std::max(ended_.peak_bytes, static_cast<std::uint64_t>(usage.ru_maxrss) * 1024);
  }
  return over;
}

Sample Supervisor::look() {
  Sample sample = sample_descendants();
  sample.cpu_ms += reaped_cpu_ms() - debuggers_cpu_;
  // Memory in files, mapped or not. It takes longer to count, so not every time.
  if (Clock::now() >= next_tick_) unmapped_ = nameless_file_bytes(options_.uid) + (shared_ ? shared_->bytes() : 0);
  sample.resident_bytes += unmapped_;
  ended_.peak_bytes = std::max(ended_.peak_bytes, sample.resident_bytes);
  ended_.cpu_ms = std::max(ended_.cpu_ms, sample.cpu_ms);
  next_look_ = Clock::now() + (paused_ ? at_rest : milliseconds(options_.sampling_ms));
  return sample;
}

std::optional<Ending> Supervisor::passed_limit(const Sample& sample) const {
  if (options_.cpu_ms > 0 && sample.cpu_ms > options_.cpu_ms) return Ending::cpu;
  if (sample.resident_bytes > options_.memory) return Ending::memory;
  if (sample.threads > options_.processes) return Ending::processes;
  return std::nullopt;
}

void Supervisor::tell(const Sample& sample) {
  if (told_paused_ || Clock::now() < next_tick_) return;
  told_paused_ = paused_;
  next_tick_ += std::max(between_ticks, milliseconds(options_.sampling_ms));
  next_tick_ = std::max(next_tick_, Clock::now());
  protocol::Tick tick;
  tick.paused = paused_ ? 1 : 0;
  tick.threads = static_cast<std::uint32_t>(paused_ ? sample.stopped : sample.threads);
  tick.cpu_ms = sample.cpu_ms;
  tick.switches = sample.switches;
  tick.resident_bytes = sample.resident_bytes;
  // Without waiting: the grader may be looking elsewhere.
  ::send(options_.control, &tick, sizeof tick, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace parcours
