#pragma once
// The threads of one schedule: who runs, who waits for what, and what happened. One of them runs at a time, on a fiber.
//
// Of a thread's steps those count that others can notice: atomic operations, locks, waits, notifications, starts and
// ends of threads. Before each stands a point(), where the strategy may let somebody else go on.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controlled/call_stacks.hpp"
#include "controlled/decision.hpp"
#include "controlled/fiber.hpp"
#include "controlled/memory_model.hpp"
#include "controlled/race_detector.hpp"
#include "controlled/strategy.hpp"

namespace parcours::controlled {

enum class WaitKind { none, mutex, condition, join, semaphore, read_lock, write_lock, barrier, once, futex, sleep };

enum class Verdict {
  fine,
  deadlock,  ///< no thread can go on
  livelock,  ///< it does not end although every thread gets its turns
  race,
  failure,      ///< an assertion of the scenario
  crash,        ///< a signal, an uncaught exception, memory that is not there
  misuse,       ///< of a lock or another object
  unsupported,  ///< it does what the scheduler does not control
};

struct Thread {
  ThreadId id = 0;
  ThreadMemory memory;
  StackId stack = CallStacks::bottom;
  std::string name;

  enum class State { runnable, waiting, finished } state = State::runnable;
  WaitKind wait = WaitKind::none;
  const void* waits_on = nullptr;
  Place waits_at;
  std::uint32_t waits_since = 0;         ///< the step
  std::optional<std::int64_t> deadline;  ///< virtual nanoseconds
  bool timed_out = false;

  std::uint64_t handle = 0;  ///< pthread_t
  bool detached = false;
  bool joined = false;
  void* result = nullptr;
  void* (*entry)(void*) = nullptr;
  void* argument = nullptr;
  Place started_at;

  std::vector<std::pair<void (*)(void*), void*>> at_exit;  ///< destructors of its thread-local objects
  std::vector<void*> specific;                             ///< by pthread_key_t

  std::uint32_t questions = 0;
  unsigned idle = 0;  ///< steps that changed nothing and told nothing new, since the last that did
  std::array<std::pair<const void*, std::uint64_t>, 8> looks{};  ///< what it has seen since then
  unsigned next_look = 0;
};

/// One step, for people.
struct Step {
  ThreadId thread = 0;
  std::string what;  ///< "locks", "writes 1"
  const void* object = nullptr;
  Place place;
};

struct Outcome {
  Verdict verdict = Verdict::fine;
  std::string message;
  ThreadId thread = 0;  ///< who did it
  Place place;
  std::optional<Race> race;
  std::vector<Decision> decisions;
  std::vector<Step> steps;  ///< where they were asked for
  std::uint32_t points = 0;
  std::uint64_t accesses = 0;  ///< to plain memory
};

struct ScheduleLimits {
  std::uint32_t fair_after = 3000;     ///< points; then threads take turns at random, and loads are of newest values
  std::uint32_t livelock_at = 20'000;  ///< points
};

class Scheduler {
 public:
  Scheduler();

  /// Plays one schedule of `body`, which runs as thread 0.
  Outcome play(const std::function<void()>& body, Strategy& strategy, bool record);

  // ---- for what stands in for the calls of a scenario; each within an Inside --------------------------------------

  [[nodiscard]] bool playing() const { return playing_; }
  [[nodiscard]] Thread& current() { return *threads_[static_cast<std::size_t>(current_)]; }
  [[nodiscard]] Thread& thread(ThreadId id) { return *threads_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::size_t thread_count() const { return count_; }
  [[nodiscard]] Thread* by_handle(std::uint64_t handle);

  /// Others may go first; and they do, if there are any, when the current thread only looks again and again.
  void point();
  /// The current thread found `object` to be as `value` says, and changed nothing.
  void looked(const void* object, std::uint64_t value);
  /// The current thread does nothing but wait.
  void idles() { ++current().idle; }
  /// The current thread did something that others could have waited for.
  void progressed();
  /// The current thread goes on no more until wake(), or until the deadline: then false.
  bool wait(WaitKind kind, const void* object, Place place, std::optional<std::int64_t> deadline = {});
  void wake(ThreadId thread);

  Thread& start(void* (*entry)(void*), void* argument, Place place);
  /// The current thread's last step.
  [[noreturn]] void finish();

  /// An answer of the strategy to a question of the current thread; `options` must have two or more.
  int ask(DecisionKind kind, std::span<const int> options, bool preempts = false);
  bool ask_yes(DecisionKind kind);

  [[nodiscard]] std::int64_t now() const { return now_; }
  void pass_time(std::int64_t nanoseconds);

  /// Ends the schedule.
  [[noreturn]] void found(Verdict verdict, std::string message, Place place);
  [[noreturn]] void found(const Race& race);

  /// One more access of the scenario to plain memory; tells how many there were before.
  std::uint64_t count_access() { return outcome_.accesses++; }

  [[nodiscard]] bool records() const { return record_; }
  void step(Place place, const void* object, std::string what);
  [[nodiscard]] std::uint32_t recorded() const { return static_cast<std::uint32_t>(outcome_.steps.size()); }
  [[nodiscard]] std::uint32_t steps_so_far() const { return points_; }

  MemoryModel& model() { return model_; }
  RaceDetector& races() { return races_; }
  CallStacks& stacks() { return stacks_; }

  /// Told before every schedule.
  std::function<void()> on_begin;
  /// Explains a deadlock.
  std::function<std::string()> on_deadlock;

 private:
  static void run_thread(void* scheduler);
  void reschedule(bool can_go_on, bool yields);
  /// Who is next to time out; null: nobody.
  [[nodiscard]] Thread* next_to_time_out();
  /// May its time be up although others could go on?
  [[nodiscard]] bool may_time_out_early(const Thread& thread) const;
  [[nodiscard]] bool time_out_next();
  void switch_to(ThreadId next);
  [[noreturn]] void end();

  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<std::unique_ptr<Thread>> threads_;
  std::size_t count_ = 0;
  ThreadId current_ = 0;
  FiberSwitch contexts_;
  const std::function<void()>* body_ = nullptr;
  Strategy* strategy_ = nullptr;
  Random fair_{0};
  ScheduleLimits limits_;
  bool playing_ = false;
  bool record_ = false;
  std::int64_t now_ = 0;
  std::uint32_t points_ = 0;
  std::vector<int> options_;
  Outcome outcome_;
  MemoryModel model_;
  RaceDetector races_;
  CallStacks stacks_;
};

}  // namespace parcours::controlled
