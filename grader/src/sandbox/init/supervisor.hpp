#pragma once
// Watches a command until it ends or has to.
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "sandbox/init/descendants.hpp"
#include "sandbox/init/options.hpp"
#include "sandbox/init/shared_memory.hpp"
#include "sandbox/protocol.hpp"

namespace parcours {

class Supervisor {
 public:
  /// `shared`: empty where the command has a /dev/shm of its own, whose size is limited. All must outlive it.
  Supervisor(const Options& options, const std::optional<SharedMemory>& shared) : options_(options), shared_(shared) {}

  /// Does what the grader orders and tells it how the command fares, until that has ended by itself, passed a limit, or
  /// is to be ended. What it started may still be there then.
  [[nodiscard]] protocol::Ended watch(pid_t command);

 private:
  using Clock = std::chrono::steady_clock;

  void wait();
  [[nodiscard]] std::optional<protocol::Ending> obey(pid_t command);
  void pause();
  void resume();
  [[nodiscard]] bool reap(pid_t command);
  [[nodiscard]] Sample look();
  [[nodiscard]] std::optional<protocol::Ending> passed_limit(const Sample& sample) const;
  void tell(const Sample& sample);

  const Options& options_;
  const std::optional<SharedMemory>& shared_;
  int children_ = -1;                ///< readable when one of them has ended
  std::uint64_t debuggers_cpu_ = 0;  ///< milliseconds that the command did not use
  std::uint64_t unmapped_ = 0;
  bool paused_ = false;
  bool told_paused_ = false;  ///< since then nothing can have changed
  Clock::time_point next_look_;
  Clock::time_point next_tick_;
  protocol::Ended ended_;
};

}  // namespace parcours
