#pragma once
// What the grader and parcours-init say to each other over a SOCK_SEQPACKET socket, one struct a packet.
// Both are built together, so plain structs serve; the untrusted process never holds this socket.
#include <cstdint>
#include <string_view>

namespace parcours::protocol {

enum class Order : std::uint32_t {
  stacks = 1,         ///< attach the debugger, send its output, go on
  stacks_of_all = 5,  ///< the same, of the command's children too
  kill = 2,           ///< end everything
  pause = 3,          ///< stop all processes for the time being
  resume = 4,         ///< let them go on
};

enum class Kind : std::uint32_t { tick = 1, stacks = 2, stacks_end = 3, ended = 4, failed = 5 };

enum class Ending : std::uint32_t { exited = 1, signalled = 2, memory = 3, processes = 4, killed = 5, cpu = 6 };

struct Header {
  Kind kind;
};

/// Sent every 50 ms: all descendants together.
struct Tick {
  Header header{Kind::tick};
  std::uint32_t threads = 0;
  std::uint64_t cpu_ms = 0;
  std::uint64_t switches = 0;  ///< voluntary context switches
  std::uint64_t resident_bytes = 0;
  std::uint32_t paused = 0;  ///< 1: all is stopped, and `threads` counts only what is
};

struct Ended {
  Header header{Kind::ended};
  Ending ending = Ending::exited;
  std::int32_t status = 0;           ///< exit status or signal
  std::uint32_t left_processes = 0;  ///< alive after the main process had ended
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_bytes = 0;
};

constexpr std::uint32_t text_capacity = 16 * 1024;

/// A piece of the debugger's output (stacks), or why the command could not be started (failed).
struct Text {
  Header header{Kind::stacks};
  std::uint32_t size = 0;
  char bytes[text_capacity];
};

/// In the debugger's output, before the stacks of each process after the first.
constexpr std::string_view next_process = "\nThe next process:\n";

}  // namespace parcours::protocol
