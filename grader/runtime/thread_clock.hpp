#pragma once
// CPU time of every thread but the main one, ended ones included. Only in benchmark programs.

namespace parcours {

struct WorkerTimes {
  double sum = 0;      ///< seconds, all threads but the main one
  double busiest = 0;  ///< seconds, the one with the most
};

/// Forgets what was counted so far.
void restart_worker_times();

/// What the threads used since then.
[[nodiscard]] WorkerTimes worker_times();

}  // namespace parcours
