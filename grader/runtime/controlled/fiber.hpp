#pragma once
// Threads that one kernel thread plays in turns. Each has a stack of its own and, so that thread-local variables, errno
// and the exceptions being handled are its own, too, the thread control block of a real thread that does nothing but
// lend it.
#include <ucontext.h>

#include <cstddef>
#include <vector>

namespace parcours::controlled {

class Fiber {
 public:
  /// Starts the lending thread. `stack` is the lowest address of `stack_bytes`.
  Fiber(char* stack, std::size_t stack_bytes);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Makes it ready to begin with `entry(argument)`, which never returns. Whatever it was doing is forgotten, and its
  /// thread-local variables are as in a fresh thread.
  void prepare(void (*entry)(void*), void* argument);

 private:
  friend class FiberSwitch;
  struct ThreadLocals {
    char* at;
    std::vector<char> fresh;
  };

  char* stack_;
  std::size_t stack_bytes_;
  ucontext_t context_{};
  void* thread_pointer_ = nullptr;
  std::vector<ThreadLocals> locals_;
  void (*entry_)(void*) = nullptr;
  void* argument_ = nullptr;
};

/// Changes between the kernel thread's own context ("home") and fibers.
class FiberSwitch {
 public:
  /// From home; returns when a fiber has called to_home().
  void enter(Fiber& fiber);
  /// From one fiber to another.
  void change(Fiber& from, Fiber& to);
  /// From a fiber that is not to be continued, also from a signal handler.
  [[noreturn]] void to_home();

 private:
  ucontext_t home_{};
  void* home_pointer_ = nullptr;
};

}  // namespace parcours::controlled
