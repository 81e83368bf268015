#pragma once
// On which processor a new thread starts. Left to itself, the kernel (Linux 6.18, seen on a virtual machine) lets one
// that is made by a thread which slept a moment ago wait on its maker's processor although another one is idle: two
// threads of 1 ms each then take 2 ms, or 1, as it happens.
#include <pthread.h>
#include <sched.h>

namespace parcours {

/// Attributes for a new thread that has it start elsewhere than its maker and the other threads alive, as long as there
/// are processors without one. Not thread-safe.
class ThreadPlacement {
 public:
  /// `alive`: threads of the program besides the main one.
  explicit ThreadPlacement(unsigned alive);
  ~ThreadPlacement();
  ThreadPlacement(const ThreadPlacement&) = delete;
  ThreadPlacement& operator=(const ThreadPlacement&) = delete;

  /// Null: the kernel may choose.
  [[nodiscard]] const pthread_attr_t* attributes() const { return given_ ? &attributes_ : nullptr; }

 private:
  bool given_ = false;
  pthread_attr_t attributes_{};
};

/// Lets the calling thread, which has started, go where it likes, as the main thread may. Keeps errno.
void leave_placement();

}  // namespace parcours
