#pragma once
// Mutexes, condition variables and their like: what they are for the scheduler, whatever their memory holds. Known by
// their addresses, and forgotten after each schedule.
//
// Each function is a step of the current thread, within an Inside. `place` is where in the program.
#include <optional>
#include <span>

#include "controlled/scheduler.hpp"

namespace parcours::controlled {

enum class MutexKind { normal, recursive, error_checking };

using Deadline = std::optional<std::int64_t>;  ///< virtual nanoseconds

class SyncObjects {
 public:
  explicit SyncObjects(Scheduler& scheduler) : scheduler_(scheduler) {}

  void reset() {
    objects_.reset();
    annotated_ = false;
    ended_calls_ = {};
    moment_ = 0;
  }

  // All return 0 or an error number, as their POSIX counterparts do.
  int lock(const void* mutex, MutexKind kind, Place place, Deadline deadline = {});
  int try_lock(const void* mutex, MutexKind kind, Place place);
  int unlock(const void* mutex, MutexKind kind, Place place);

  int wait(const void* condition, const void* mutex, MutexKind kind, Place place, Deadline deadline = {});
  int notify(const void* condition, bool all, Place place);

  int lock_shared(const void* lock, Place place, Deadline deadline = {});
  int try_lock_shared(const void* lock, Place place);
  int lock_exclusive(const void* lock, Place place, Deadline deadline = {});
  int try_lock_exclusive(const void* lock, Place place);
  int unlock_either(const void* lock, Place place);

  // The first four bytes of a semaphore hold its value at its beginning, and of a barrier how many must come: one that
  // was there before the scenario is known by them.
  void begin_counted(const void* address) { (void)counted_at(address, true); }
  int semaphore_wait(const void* semaphore, Place place, Deadline deadline = {});
  int semaphore_try_wait(const void* semaphore, Place place);
  int semaphore_post(const void* semaphore, Place place);
  [[nodiscard]] int semaphore_value(const void* semaphore);

  bool barrier_wait(const void* barrier, Place place);  ///< true for one of them

  /// True: the caller is to do it, and then call once_done() or once_failed().
  bool once_begin(const void* flag, Place place);
  void once_done(const void* flag);
  void once_failed(const void* flag);

  /// `matches`: the word still holds what the caller expects. 0, or EAGAIN, or ETIMEDOUT.
  int futex_wait(const void* word, bool matches, Place place, Deadline deadline = {});
  int futex_wake(const void* word, int most, Place place);

  /// False: the deadline came first.
  bool join(Thread& thread, Place place, Deadline deadline = {});

  /// What is said to happen before another thing, by an address that both name. No steps.
  void annotated_acquire(const void* address) {
    if (annotated_) acquire(at(address).view);
  }
  void annotated_release(const void* address) {
    annotated_ = true;
    release(at(address).view);
  }

  /// Moments of a history of calls, all different. What was stored before a call ended may not be missed by one that
  /// begins later.
  std::uint64_t begin_call();
  std::uint64_t end_call();

  /// The object ends; its address may be used again. `what`: "the mutex".
  void destroy(const void* object, const char* what, Place place);
  /// The same for all objects in a piece of memory.
  void destroy_within(const void* memory, std::size_t size, Place place);

  /// What keeps the waiting threads from going on, a sentence each.
  [[nodiscard]] std::string explain_deadlock();

 private:
  struct Object {
    View view;       ///< what happens before whoever gets it next
    View read_view;  ///< of a lock: what readers have done
    ThreadId owner = -1;
    int depth = 0;  ///< how often its owner has locked it; of a semaphore: its value; of a barrier: who is missing
    int readers = 0;
    std::uint32_t reader_mask = 0;
    unsigned size = 0;              ///< of a barrier
    bool done = false;              ///< of a once flag
    std::vector<ThreadId> waiters;  ///< in the order in which they came
    Place taken_at;
    struct {
      bool any = false;
      ThreadId by = 0;
      bool all = false;
      int woken = 0;
      std::uint32_t step = 0;
      ThreadId last_woken = -1;
      Place place;
    } notified;
  };

  [[nodiscard]] std::string last_notification(const Object& condition, const Thread& thread) const;
  Object& at(const void* address);
  /// A semaphore or a barrier. `anew`: it has just been initialised.
  Object& counted_at(const void* address, bool anew = false);
  void touch(const void* object, Place place);
  void acquire(const View& view);
  void release(View& view);
  bool wait_in(Object& object, WaitKind kind, const void* address, Place place, const Deadline& deadline);
  void wake_all(Object& object);
  int take(const void* mutex, MutexKind kind, Place place, const Deadline& deadline, const char* verb);

  Scheduler& scheduler_;
  AddressTable<Object> objects_;
  bool annotated_ = false;
  VectorClock ended_calls_;  ///< what happens before the end of any call of a history
  std::uint64_t moment_ = 0;
};

}  // namespace parcours::controlled
