#include "sandbox/running.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace parcours {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t largest_packet = 256 * 1024;

Ending to_ending(protocol::Ending ending) {
  switch (ending) {
    case protocol::Ending::exited:
      return Ending::exited;
    case protocol::Ending::signalled:
      return Ending::signalled;
    case protocol::Ending::memory:
      return Ending::memory;
    case protocol::Ending::processes:
      return Ending::processes;
    case protocol::Ending::cpu:
      return Ending::cpu_time;
    case protocol::Ending::killed:
      return Ending::stopped;
  }
  return Ending::stopped;
}

template <class T>
T packet_as(const std::string& packet) {
  T value{};
  std::memcpy(static_cast<void*>(&value), packet.data(), std::min(sizeof value, packet.size()));
  return value;
}

}  // namespace

RunningProcess::RunningProcess(pid_t pid, Pipes pipes, Belongings belongings, const Limits& limits)
    : pid_(pid), pipes_(std::move(pipes)), belongings_(std::move(belongings)), limits_(limits) {
  ::fcntl(pipes_.output.get(), F_SETFL, O_NONBLOCK);
}

RunningProcess::~RunningProcess() { reap(); }

void RunningProcess::reap() {
  if (pid_ <= 0) return;
  pipes_.control.reset();  // parcours-init ends everything when the grader's end closes
  for (int i = 0; i < 500; ++i) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = -1;
      return;
    }
    ::usleep(i < 50 ? 200 : 10'000);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool RunningProcess::send(const std::string& packet) {
  // Without waiting: a command that reads nothing must not hold the grader up.
  return ::send(pipes_.channel.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
         static_cast<ssize_t>(packet.size());
}

void RunningProcess::request_stacks(bool of_children) {
  stacks_.clear();
  order(of_children ? protocol::Order::stacks_of_all : protocol::Order::stacks);
}

void RunningProcess::pause() { order(protocol::Order::pause); }

void RunningProcess::resume() { order(protocol::Order::resume); }

void RunningProcess::order(protocol::Order order) { ::send(pipes_.control.get(), &order, sizeof order, MSG_NOSIGNAL); }

void RunningProcess::stop() { kill_as(Ending::stopped); }

void RunningProcess::kill_as(Ending reason) {
  if (killed_at_) return;
  killed_at_ = Clock::now();
  reason_ = reason;
  order(protocol::Order::kill);
}

void RunningProcess::read_output() {
  char bytes[16 * 1024];
  for (;;) {
    const ssize_t size = ::read(pipes_.output.get(), bytes, sizeof bytes);
    if (size < 0) return;
    if (size == 0) {
      pipes_.output.reset();
      return;
    }
    const std::size_t room = limits_.output_bytes - std::min<std::size_t>(output_.size(), limits_.output_bytes);
    output_.append(bytes, std::min(static_cast<std::size_t>(size), room));
    if (static_cast<std::size_t>(size) > room) {
      printed_too_much_ = true;
      kill_as(Ending::output);
      return;
    }
  }
}

Result<std::optional<Event>> RunningProcess::read_control() {
  std::string packet(sizeof(protocol::Text), '\0');
  const ssize_t size = ::recv(pipes_.control.get(), packet.data(), packet.size(), MSG_DONTWAIT);
  if (size < 0) return std::optional<Event>();
  if (size == 0) {
    read_output();
    if (killed_at_) {  // it was ended before it could report
      outcome_ = Outcome{.ending = *reason_};
      return std::optional<Event>();
    }
    return machine_error("the sandbox ended before its command: {}",
                         output_.empty() ? "no reason was given" : output_.substr(0, output_.find('\n')));
  }
  packet.resize(static_cast<std::size_t>(size));
  switch (packet_as<protocol::Header>(packet).kind) {
    case protocol::Kind::tick: {
      const auto tick = packet_as<protocol::Tick>(packet);
      return std::optional<Event>(
          Usage{milliseconds(tick.cpu_ms), tick.switches, static_cast<int>(tick.threads), tick.paused != 0});
    }
    case protocol::Kind::stacks:
      stacks_ += packet.substr(offsetof(protocol::Text, bytes));
      return std::optional<Event>();
    case protocol::Kind::stacks_end:
      return std::optional<Event>(Stacks{std::move(stacks_)});
    case protocol::Kind::failed:
      return machine_error("the sandbox could not start the command: {}",
                           packet.substr(offsetof(protocol::Text, bytes)));
    case protocol::Kind::ended: {
      const auto ended = packet_as<protocol::Ended>(packet);
      outcome_ = Outcome{.ending = to_ending(ended.ending),
                         .status = ended.status,
                         .left_processes = static_cast<int>(ended.left_processes),
                         .cpu = milliseconds(ended.cpu_ms),
                         .peak_bytes = ended.peak_bytes};
      if (outcome_->ending == Ending::stopped && reason_) outcome_->ending = *reason_;
      return std::optional<Event>();
    }
  }
  return machine_error("the sandbox sent a packet of no known kind");
}

std::optional<Event> RunningProcess::read_channel() {
  std::string packet(largest_packet, '\0');
  const ssize_t size = ::recv(pipes_.channel.get(), packet.data(), packet.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (size <= 0) {
    pipes_.channel.reset();
    return std::nullopt;
  }
  packet.resize(static_cast<std::size_t>(size));
  return Message{std::move(packet)};
}

Outcome RunningProcess::finish() {
  if (pipes_.output) read_output();
  // It may have ended by itself before the grader saw how much it had printed.
  const bool by_itself = outcome_->ending == Ending::exited || outcome_->ending == Ending::signalled;
  if (printed_too_much_ && by_itself) outcome_->ending = Ending::output;
  if (by_itself && belongings_.group && belongings_.group->ran_out_of_memory()) outcome_->ending = Ending::memory;
  outcome_->output = std::move(output_);
  outcome_->wall = std::chrono::duration_cast<milliseconds>(Clock::now() - started_);
  reap();
  return *outcome_;
}

void RunningProcess::hold_wall_time(Clock::time_point now) {
  if (now - started_ > limits_.wall) kill_as(Ending::wall_time);
  if (!killed_at_ || now - *killed_at_ <= std::chrono::seconds(10)) return;
  ::kill(pid_, SIGKILL);
  outcome_ = Outcome{.ending = *reason_};
}

Result<Event> RunningProcess::next(milliseconds wait) {
  const auto until = Clock::now() + wait;
  for (;;) {
    // The command's packets come last, and one at a time: it can send them without end, and the limits hold all the
    // same.
    const auto now = Clock::now();
    if (!outcome_) {
      hold_wall_time(now);
      if (pipes_.output) read_output();
      auto event = read_control();
      if (!event) return tl::unexpected(event.error());
      if (*event) return **event;
    }
    if (pipes_.channel)
      if (auto message = read_channel()) return *message;
    // Only now: packets sent before the end must be seen before it is reported.
    if (outcome_) return Event(finish());
    if (now >= until) return Event(Quiet{});
    pollfd fds[3] = {
        {pipes_.control.get(), POLLIN, 0}, {pipes_.channel.get(), POLLIN, 0}, {pipes_.output.get(), POLLIN, 0}};
    const auto left = std::chrono::ceil<milliseconds>(std::min<Clock::duration>(until - now, milliseconds(100)));
    ::poll(fds, 3, static_cast<int>(left.count()));
  }
}

Result<Outcome> Sandbox::run(const Command& command, const Limits& limits) {
  auto running = start(command, limits);
  if (!running) return tl::unexpected(running.error());
  for (;;) {
    auto event = (*running)->next(std::chrono::milliseconds(1000));
    if (!event) return tl::unexpected(event.error());
    if (auto* outcome = std::get_if<Outcome>(&*event)) return std::move(*outcome);
  }
}

}  // namespace parcours
