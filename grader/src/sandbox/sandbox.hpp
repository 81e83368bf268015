#pragma once
// Runs an untrusted command so that it can neither harm nor outlive the grader.
//
// Theory of operation. Three processes: the grader, parcours-init, the command. bubblewrap gives parcours-init
// namespaces of its own (mounts, PIDs, network, IPC, host name; a user namespace where the grader is not root) in which
// only the toolchain and the mounts of the command are visible, at the same paths as outside. parcours-init is PID 1
// there: it sets resource limits, changes to a user of no rights where it is root, starts the command, samples memory
// and activity of all descendants, and when it ends the kernel ends everything in the namespace. Where no namespaces
// can be had, parcours-init runs without them, confines the command by Landlock if the kernel has it, and gathers
// orphans as their subreaper. The grader measures time by its own clock, holds the limits on it and on output, and
// talks to the command over a packet socket (descriptor 3 inside) whose content it never trusts.
//
// A failure of the sandbox itself is Fault::machine, never a finding about the command.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct Mount {
  std::filesystem::path path;  ///< same path inside
  bool writable = false;
};

struct Command {
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> environment;
  std::filesystem::path folder;  ///< working folder; must lie in a mount
  std::vector<Mount> mounts;
  bool channel = false;   ///< give it a packet socket as descriptor 3
  std::string input;      ///< its standard input, from a pipe; at most 1 MiB
  std::vector<int> cpus;  ///< numbers of the processors to start it on; empty: all. It could ask for others
};

struct Limits {
  std::chrono::milliseconds wall{60'000};
  std::chrono::milliseconds cpu{0};            ///< of all processes together; 0: no limit of its own
  std::uint64_t memory_bytes = 2048ULL << 20;  ///< resident, all processes together
  int processes = 256;                         ///< threads count as processes
  std::uint64_t output_bytes = 1ULL << 20;
  std::uint64_t file_bytes = 64ULL << 20;
  /// How often memory, processes and CPU time are looked at while it runs. Looking costs time: a tenth of a millisecond
  /// and more.
  std::chrono::milliseconds sampling{10};
};

enum class Ending { exited, signalled, wall_time, cpu_time, memory, processes, output, stopped };

struct Outcome {
  Ending ending = Ending::exited;
  int status = 0;      ///< exit status or signal number
  std::string output;  ///< standard output and error, as they came
  int left_processes = 0;
  std::chrono::milliseconds wall{0};
  std::chrono::milliseconds cpu{0};
  std::uint64_t peak_bytes = 0;
};

/// Activity of all processes of the command together, sampled every 50 ms, or as `Limits::sampling` says if that is
/// longer.
struct Usage {
  std::chrono::milliseconds cpu{0};
  std::uint64_t switches = 0;  ///< voluntary context switches so far
  int threads = 0;
  bool paused =
      false;  ///< taken while the command was paused: `threads` are those that stand still, not those about to end
};

struct Message {
  std::string text;  ///< one packet from the command: untrusted
};
struct Stacks {
  std::string text;  ///< the debugger's output; empty: no debugger, or it failed
};
struct Quiet {};  ///< the given time passed without an event

using Event = std::variant<Message, Usage, Stacks, Outcome, Quiet>;

/// A command under way. Not thread-safe; destroying it kills all of it.
class Running {
 public:
  virtual ~Running() = default;
  /// The next event, waiting at most `wait`. After the Outcome nothing more comes.
  [[nodiscard]] virtual Result<Event> next(std::chrono::milliseconds wait) = 0;
  /// Sends one packet to the command without waiting for it; false: it does not read.
  virtual bool send(const std::string& packet) = 0;
  /// Asks for the stacks of all threads, and where `of_children` of those of the first few processes that it started;
  /// they come as a Stacks event. It stands still meanwhile, a second or so for each process.
  virtual void request_stacks(bool of_children) = 0;
  /// Stops all its processes for the time being, and lets them go on. A packet sent meanwhile waits for them. Once they
  /// have come to rest, or at the latest before they go on, one Usage follows, whose threads are those that stand
  /// still.
  virtual void pause() = 0;
  virtual void resume() = 0;
  /// Kills it; the Outcome (Ending::stopped) follows.
  virtual void stop() = 0;
};

/// Thread-safe: any number of commands at once.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Running>> start(const Command& command, const Limits& limits) = 0;
  /// "bubblewrap", "landlock" or "limits-only": what holds, weakest last.
  [[nodiscard]] virtual std::string tier() const = 0;
  /// Whether the kernel counts a command's memory, by a control group, besides the samples taken here.
  [[nodiscard]] virtual bool counts_all_memory() const { return false; }
  /// Whether each command has a network of its own, in which nobody else is.
  [[nodiscard]] virtual bool has_own_network() const { return false; }

  /// start, then all events until the end.
  [[nodiscard]] Result<Outcome> run(const Command& command, const Limits& limits);
};

/// Tries the tiers in order and keeps the first that works. `hidden`: folders that no command may see although they
/// lie below /usr (an installed course). PARCOURS_SANDBOX=landlock or limits-only forces a lower tier.
[[nodiscard]] Result<std::unique_ptr<Sandbox>> make_sandbox(const std::filesystem::path& init,
                                                            const std::vector<std::filesystem::path>& hidden);

}  // namespace parcours
