#pragma once
// The grader's side of one command under way.
#include <sys/types.h>

#include <optional>
#include <string>

#include "sandbox/cgroup.hpp"
#include "sandbox/protocol.hpp"
#include "sandbox/sandbox.hpp"
#include "util/fd.hpp"
#include "util/files.hpp"

namespace parcours {

struct Pipes {
  UniqueFd control;  ///< to parcours-init
  UniqueFd channel;  ///< to the command; may be empty
  UniqueFd output;   ///< its standard output and error
};

/// What is made for one command, and ends with it.
struct Belongings {
  std::optional<Cgroup> group;     ///< empty: this process may make none
  std::optional<TempDir> scratch;  ///< empty: the command has a /tmp of its own
};

class RunningProcess final : public Running {
 public:
  RunningProcess(pid_t pid, Pipes pipes, Belongings belongings, const Limits& limits);
  ~RunningProcess() override;
  RunningProcess(const RunningProcess&) = delete;
  RunningProcess& operator=(const RunningProcess&) = delete;

  Result<Event> next(std::chrono::milliseconds wait) override;
  bool send(const std::string& packet) override;
  void request_stacks(bool of_children) override;
  void pause() override;
  void resume() override;
  void stop() override;

 private:
  using Clock = std::chrono::steady_clock;

  void order(protocol::Order order);
  void kill_as(Ending reason);
  void hold_wall_time(Clock::time_point now);
  void read_output();
  [[nodiscard]] Result<std::optional<Event>> read_control();
  [[nodiscard]] std::optional<Event> read_channel();
  [[nodiscard]] Outcome finish();
  void reap();

  pid_t pid_;
  Pipes pipes_;
  Belongings belongings_;
  Limits limits_;
  Clock::time_point started_ = Clock::now();
  std::optional<Ending> reason_;  ///< why the grader killed it
  std::optional<Clock::time_point> killed_at_;
  std::optional<Outcome> outcome_;  ///< set once parcours-init has reported the end
  std::string output_;
  bool printed_too_much_ = false;
  std::string stacks_;
};

}  // namespace parcours
