#pragma once
// CPU time of every thread but the main one, ended ones included. Only in benchmark programs.

namespace parcours {

struct WorkerTimes {
  double sum = 0;      ///< seconds, all but the main thread
  double busiest = 0;  ///< seconds, the one with the most

  void add(double used) {
    sum += used;
    if (used > busiest) busiest = used;
  }
};

/// Forgets what was counted so far.
void restart_worker_times();

/// What the threads used since then.
[[nodiscard]] WorkerTimes worker_times();

}  // namespace parcours
