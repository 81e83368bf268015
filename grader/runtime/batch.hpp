#pragma once
// One batch of a benchmark program: one iteration of one benchmark, by order of the grader.
#include <string>

namespace parcours {

/// What one iteration took.
struct BatchTimes {
  std::string error;    ///< what the benchmark or the order has wrong; empty: nothing, and the times count
  double real = 0;      ///< seconds
  double cpu = 0;       ///< of all threads and children together
  double busiest = 0;   ///< of the thread or child that used the most
  double switches = 0;  ///< between threads, wanted or not
  std::string waits;    ///< a blank and a number for each of the waits library's, where that is preloaded
};

/// To be called once, first.
void prepare_batches();

/// `order`: "batch SEED THREADS NAME".
[[nodiscard]] BatchTimes run_batch(const std::string& order);

/// The reply to the grader: "time REAL CPU BUSIEST SWITCHES WAITS" or "error MESSAGE".
[[nodiscard]] std::string reply_of(const BatchTimes& times);

}  // namespace parcours
