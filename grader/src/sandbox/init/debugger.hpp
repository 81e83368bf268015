#pragma once
#include <sys/types.h>

#include <cstdint>

#include "sandbox/init/options.hpp"

namespace parcours {

/// Runs the debugger on `command`, and where `of_children` on the first few of its children, as the same user, and
/// sends its output to the grader: the stacks of all threads, those of each child after a line protocol::next_process.
/// The CPU time in milliseconds that this took.
std::uint64_t send_stacks(const Options& options, pid_t command, bool of_children);

}  // namespace parcours
