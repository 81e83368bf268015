#pragma once
// CPU time of the processes that a benchmark program starts by fork, ended ones included where it has waited for them.
// Only in benchmark programs.
#include "thread_clock.hpp"

namespace parcours {

/// Forgets what was counted so far.
void restart_child_times();

/// What each process used since then, the grandchildren that it waited for included.
[[nodiscard]] WorkerTimes child_times();

}  // namespace parcours
