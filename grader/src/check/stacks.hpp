#pragma once
// Reads the debugger's output into what each thread is doing, in the student's lines.
#include <string>
#include <vector>

#include "verdict/finding.hpp"

namespace parcours {

enum class Activity { locking, waiting, joining, reaping, reading, writing, sleeping, running };

struct ThreadStack {
  int process = 0;  ///< 0 is the program, others are processes that it started
  int number = 0;   ///< as the debugger numbers them in each process; 1 is the main thread
  Activity activity = Activity::running;
  SourceLocation location;  ///< innermost line in the student's file, else in the tests; may be empty
  std::string function;     ///< the function there
};

/// `header`: the student's file name. Threads of the race detector itself are left out.
[[nodiscard]] std::vector<ThreadStack> parse_stacks(const std::string& debugger_output, const std::string& header);

/// "waits to lock a mutex", …
[[nodiscard]] std::string describe(Activity activity);

/// One step a thread, main thread first; the others are counted from 1, and so are child processes.
[[nodiscard]] std::vector<Step> to_steps(const std::vector<ThreadStack>& threads);

}  // namespace parcours
