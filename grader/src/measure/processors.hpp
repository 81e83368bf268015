#pragma once
// The processors that programs are timed on, and what else used them meanwhile.
#include <chrono>
#include <string>
#include <vector>

namespace parcours {

/// Numbers of the processors for a program of `threads` threads: one of each core before a second one of any. Empty: it
/// needs all that this process may use, and the kernel places its threads best.
[[nodiscard]] std::vector<int> processors_for(int threads);

/// Seconds of processor time since the machine was started, over all processors (/proc/stat).
struct ProcessorTimes {
  double busy = 0;    ///< by anyone, inside this machine
  double stolen = 0;  ///< a virtual machine's, given to others by its host
  int processors = 0;
};

/// All zero where the kernel does not tell. `stat`: the text of /proc/stat.
[[nodiscard]] ProcessorTimes parse_processor_times(const std::string& stat);
[[nodiscard]] ProcessorTimes processor_times();

/// What kept how many processors busy, on the average, while programs were timed.
struct Disturbance {
  double others = 0;  ///< programs that were not timed
  double stolen = 0;
  int processors = 0;

  /// One sentence for a person; empty: nothing worth telling.
  [[nodiscard]] std::string in_words() const;
};

/// Watches from its construction on.
class ProcessorWatch {
 public:
  ProcessorWatch();
  /// `own`: CPU seconds that the timed programs used meanwhile. What this process used itself counts as theirs.
  [[nodiscard]] Disturbance so_far(double own) const;

 private:
  std::chrono::steady_clock::time_point started_;
  ProcessorTimes before_;
  double grader_before_;
};

}  // namespace parcours
