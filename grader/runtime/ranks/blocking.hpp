#pragma once
// Waits of a rank that are seen from outside.
#include <mpi.h>
#include <time.h>

#include <chrono>
#include <string>

namespace parcours::ranks {

/// What a rank is about to wait in.
struct Wait {
  const char* call;
  int peer = MPI_PROC_NULL;
  int tag = MPI_ANY_TAG;
};

/// Puts it on the board for as long as it lives. Not thread-safe: MPI is used from one thread.
class Waiting {
 public:
  explicit Waiting(const Wait& wait);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// After a look that showed that it may not go on yet: lets others run, ever longer.
  void pause();

 private:
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::uint64_t ended_ = 0;
  unsigned looks_ = 0;
};

/// Asks `is_over` until it is. `is_over(int* flag)` returns MPI's error code, which ends the wait as well.
template <class IsOver>
int wait_until(const Wait& wait, IsOver is_over) {
  int flag = 0;
  int error = is_over(&flag);
  if (error != MPI_SUCCESS || flag != 0) return error;
  Waiting waiting(wait);
  for (;;) {
    error = is_over(&flag);
    if (error != MPI_SUCCESS || flag != 0) return error;
    waiting.pause();
  }
}

/// For `request`, which begins what MPI's own call would do at once.
inline int wait_for(const Wait& wait, int begun, MPI_Request& request, MPI_Status* status = MPI_STATUS_IGNORE) {
  if (begun != MPI_SUCCESS) return begun;
  return wait_until(wait, [&](int* flag) { return PMPI_Test(&request, flag, status); });
}

/// In a rank's process, before the first wait: where the board lies, and which entry is this rank's.
void show_waits_on(const std::string& board, int rank);

}  // namespace parcours::ranks
