#pragma once
// Programs of the system, run to their end.
#include <functional>
#include <string>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct CommandOutput {
  int status = 0;  ///< exit status; 128 and more: ended by a signal
  std::string out;
  std::string err;
};

/// What runs a program and its arguments; tests put something else in its place. Errors: machine, where it cannot be
/// started.
using CommandRunner = std::function<Result<CommandOutput>(const std::vector<std::string>& argv)>;

/// Finds the program on PATH; waits for its end. Its standard input is empty, and it is in a process group of its own,
/// so that Ctrl-C does not end it half-way. Thread-safe.
[[nodiscard]] Result<CommandOutput> run_command(const std::vector<std::string>& argv);

}  // namespace parcours
