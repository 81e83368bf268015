#pragma once
// All processes below this one, read from /proc.
#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace parcours {

struct Sample {
  std::uint64_t processes = 0;
  std::uint64_t threads = 0;
  std::uint64_t stopped = 0;  ///< of the threads, by a signal; one that is ending is not among them
  std::uint64_t resident_bytes = 0;
  std::uint64_t cpu_ms = 0;
  std::uint64_t switches = 0;
};

[[nodiscard]] std::uint64_t cpu_ms(const rusage& usage);
[[nodiscard]] Sample sample_descendants();
/// Those that have not ended, older ones of a generation first.
[[nodiscard]] std::vector<pid_t> living_descendants();
/// The bytes of files without a name (memfd_create) that they hold open: memory, mapped or not. `uid`: who they are
/// where that is not this process's user, else negative.
[[nodiscard]] std::uint64_t nameless_file_bytes(long uid);
/// Sends a signal to all of them; what is started meanwhile may miss it.
void signal_descendants(int signal);
/// Kills and reaps until none is left. Needs this process to be PID 1 of its namespace or a subreaper.
void kill_descendants();

}  // namespace parcours
