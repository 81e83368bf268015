#include <sys/resource.h>

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "first_task.hpp"
#include "parcours/test.hpp"

// A namespace of its own, since your file may have a Station or an Event, too.
namespace first_task_tests {
namespace {

using parcours::run_together;
using parcours::Sleepers;

// ---- what the tests are made of ------------------------------------------------------------------------------------

/// Counts how many of its kind are alive. Lies in frames, as an argument, a local variable or a result.
class Guest {
 public:
  explicit Guest(int& alive) : alive_(&alive) { ++*alive_; }
  Guest(const Guest& other) : alive_(other.alive_) { ++*alive_; }
  Guest& operator=(const Guest& other) {
    ++*other.alive_;
    --*alive_;
    alive_ = other.alive_;
    return *this;
  }
  ~Guest() { --*alive_; }

 private:
  int* alive_;
};

/// Can be moved and not copied, and has no default constructor.
class Ticket {
 public:
  explicit Ticket(int number) : number_(std::make_unique<int>(number)) {}
  [[nodiscard]] int number() const { return number_ ? *number_ : -1; }

 private:
  std::unique_ptr<int> number_;
};

struct Trouble : std::runtime_error {
  explicit Trouble(int code) : std::runtime_error("trouble"), code(code) {}
  int code;
};

/// A coroutine that awaits it waits here, until somebody calls wake(). One at a time.
class Station {
 public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> guest) {
    const std::lock_guard lock(mutex_);
    guest_ = guest;
  }
  void await_resume() const noexcept {}

  [[nodiscard]] bool occupied() const {
    const std::lock_guard lock(mutex_);
    return static_cast<bool>(guest_);
  }
  /// Whoever waits here goes on, on this thread, and this returns when that waits again or has ended. Nobody may be
  /// here.
  void wake() {
    std::unique_lock lock(mutex_);
    const std::coroutine_handle<> guest = std::exchange(guest_, {});
    lock.unlock();
    if (guest) guest.resume();
  }

 private:
  mutable std::mutex mutex_;
  std::coroutine_handle<> guest_;
};

/// Waits until somebody is at the station and those in run() sleep. False if one has come back from run() instead.
bool arrives(const Station& station, const Sleepers& runners) {
  const bool waited = parcours::eventually([&] { return station.occupied() || runners.returned() > 0; });
  runners.settle();
  return waited && runners.returned() == 0;
}

/// Whoever awaits it goes on at once, on a thread that is new, which comes to its end before await_suspend() returns.
struct GoesOnElsewhere {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> guest) const {
    std::thread elsewhere([guest] { guest.resume(); });
    elsewhere.join();
  }
  void await_resume() const noexcept {}
};

/// A coroutine that is no Task. It begins with start(), and its frame is destroyed with it.
class Driver {
 public:
  struct promise_type {
    Driver get_return_object() { return Driver(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const {
      ADD_FAILURE() << "a task that throws nothing was awaited, and an exception came out";
    }
  };

  explicit Driver(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  ~Driver() { frame_.destroy(); }

  void start() const { frame_.resume(); }
  [[nodiscard]] bool done() const { return frame_.done(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

/// Never inlined, so it tells of the stack of whoever asks.
[[gnu::noinline]] std::uintptr_t end_of_stack() {
  asm volatile("" : : : "memory");  // or the compiler might keep an answer and not ask again
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

/// By how much the stack grows and shrinks from the first look on.
class StackMeter {
 public:
  static constexpr std::size_t kMost = 16 * 1024;

  void look() {
    const std::uintptr_t now = end_of_stack();
    if (lowest_ == 0) lowest_ = highest_ = now;
    if (now < lowest_) lowest_ = now;
    if (now > highest_) highest_ = now;
  }
  [[nodiscard]] std::size_t span() const { return highest_ - lowest_; }
  [[nodiscard]] bool flat() const { return span() <= kMost; }

 private:
  std::uintptr_t lowest_ = 0;
  std::uintptr_t highest_ = 0;
};

// ---- results -------------------------------------------------------------------------------------------------------

Task<int> answer() { co_return 42; }
Task<std::string> greets(std::string name) { co_return "Good morning, " + name; }
Task<void> counts(int& calls) {
  ++calls;
  co_return;
}

TEST(FirstTask, ReturnsWhatTheTaskReturns) {
  EXPECT_EQ(run(answer()), 42);
  EXPECT_EQ(run(greets("a name that is too long for any short string")),
            "Good morning, a name that is too long for any short string");
  int calls = 0;
  run(counts(calls));
  EXPECT_EQ(calls, 1) << "run() of a Task<void> runs its body once";
}

// What happens is noted in the log, a word for each step.
Task<int> adds(std::string& log, int left, int right) {
  log += "adds ";
  co_return left + right;
}
Task<void> notes(std::string& log) {
  log += "notes ";
  co_return;
}
Task<int> adds_twice(std::string& log) {
  log += "begins ";
  const int first = co_await adds(log, 1, 2);
  log += "continues ";
  co_await notes(log);
  log += "continues ";
  const int second = co_await adds(log, first, 10);
  log += "ends";
  co_return second;
}

TEST(FirstTask, AwaitsOtherTasks) {
  std::string log;
  EXPECT_EQ(run(adds_twice(log)), 13);
  EXPECT_EQ(log, "begins adds continues notes continues adds ends")
      << "each task runs when it is awaited, and its end lets the one that awaits it go on";
}

Task<int> awaits_later(Task<int> task, std::string& log) {
  log += "first ";
  co_return co_await std::move(task);
}

TEST(FirstTask, NothingRunsBeforeItIsAwaited) {
  std::string log;
  Task<int> task = adds(log, 1, 2);
  Task<int> both = awaits_later(std::move(task), log);
  EXPECT_EQ(log, "") << "a task was made, and its body began although nobody had awaited it";
  EXPECT_EQ(run(std::move(both)), 3);
  EXPECT_EQ(log, "first adds ") << "a task runs when it is awaited, not when it is made";
}

Task<std::thread::id> tells_its_thread() { co_return std::this_thread::get_id(); }
Task<std::thread::id> asks_for_the_thread() { co_return co_await tells_its_thread(); }

TEST(FirstTask, RunsOnTheThreadThatAwaits) {
  EXPECT_EQ(run(tells_its_thread()), std::this_thread::get_id()) << "run() starts its task on the calling thread";
  EXPECT_EQ(run(asks_for_the_thread()), std::this_thread::get_id())
      << "a task that is awaited runs on the thread that awaits it";
}

Task<Ticket> sells(int number) { co_return Ticket(number); }
Task<Ticket> passes_on(int number) {
  Ticket ticket = co_await sells(number);
  co_return ticket;
}

TEST(FirstTask, CarriesWhatCanOnlyBeMoved) {
  EXPECT_EQ(run(sells(1)).number(), 1);
  EXPECT_EQ(run(passes_on(2)).number(), 2);
}

Task<Guest> invites(int& alive) { co_return Guest(alive); }
Task<int> keeps_the_result(int& alive) {
  // A const reference keeps a value alive. It does not do so for what some other reference refers to.
  [[maybe_unused]] const Guest& guest = co_await invites(alive);
  co_return alive;
}

TEST(FirstTask, TheResultIsAValueOfItsOwn) {
  int alive = 0;
  EXPECT_EQ(run(keeps_the_result(alive)), 1)
      << "`const Guest& guest = co_await task;` must keep the result alive, and nothing else of the task: co_await "
      << "gives a value, not a reference into the frame";
  EXPECT_EQ(alive, 0) << "everything of a task is gone after run()";
}

// ---- exceptions ----------------------------------------------------------------------------------------------------

Task<int> fails_unless_0(int code) {
  if (code != 0) throw Trouble(code);
  co_return 100;
}
Task<void> fails(int code) {
  if (code != 0) throw Trouble(code);
  co_return;
}
Task<int> recovers() {
  int codes = 0;
  try {
    co_await fails_unless_0(3);
    ADD_FAILURE() << "the task threw, and co_await went on as if nothing had happened";
  } catch (const Trouble& trouble) {
    codes += trouble.code;
  }
  try {
    co_await fails(20);
    ADD_FAILURE() << "a Task<void> threw, and co_await went on as if nothing had happened";
  } catch (const Trouble& trouble) {
    codes += trouble.code;
  }
  co_return codes + co_await fails_unless_0(0);
}

TEST(FirstTask, AnExceptionArrivesWhereItIsAwaited) {
  EXPECT_EQ(run(recovers()), 123) << "a task caught what two tasks threw, and went on to await a third";
}

Task<int> hands_up(int levels, int code) {
  if (levels == 0) co_return co_await fails_unless_0(code);
  co_return 1 + co_await hands_up(levels - 1, code);
}
Task<std::string> throws_a_number() {
  throw 42;
  co_return "never";
}

TEST(FirstTask, AnExceptionLeavesRun) {
  EXPECT_THROW(run(fails_unless_0(1)), Trouble);
  EXPECT_THROW(run(fails(1)), Trouble);
  EXPECT_THROW(run(hands_up(5, 1)), Trouble) << "it went through six tasks";
  EXPECT_THROW(run(throws_a_number()), int) << "anything may be thrown, also what is no std::exception";
  EXPECT_EQ(run(hands_up(5, 0)), 105);
}

// ---- frames --------------------------------------------------------------------------------------------------------

Task<int> holds(Guest guest, int number) {
  const Guest local = guest;
  co_return number;
}
Task<int> holds_and_fails(Guest guest) {
  const Guest local = guest;
  co_return co_await fails_unless_0(1);
}

TEST(FirstTask, ATaskThatIsNeverAwaitedIsDestroyed) {
  int alive = 0;
  {
    const Task<int> task = holds(Guest(alive), 1);
    EXPECT_EQ(alive, 1) << "the argument lives in the task's frame";
  }
  EXPECT_EQ(alive, 0) << "the task is gone, its frame with the argument is not";
}

Task<int> awaits_and_counts(int& alive) {
  int left = 0;
  co_await holds(Guest(alive), 1);
  left += alive;
  try {
    co_await holds_and_fails(Guest(alive));
  } catch (const Trouble&) {
    left += alive;
  }
  for (int i = 0; i < 10; ++i) co_await holds(Guest(alive), i);
  co_return left + alive;
}

TEST(FirstTask, NothingIsLeftOfATaskThatHasEnded) {
  int alive = 0;
  EXPECT_EQ(run(awaits_and_counts(alive)), 0) << "arguments of tasks that had been awaited were still there";
  EXPECT_EQ(run(holds(Guest(alive), 7)), 7);
  EXPECT_EQ(alive, 0) << "run() has returned, the argument of its task is still there (or was destroyed twice)";
  EXPECT_THROW(run(holds_and_fails(Guest(alive))), Trouble);
  EXPECT_EQ(alive, 0) << "run() has thrown, the argument of its task is still there (or was destroyed twice)";
}

Task<int> length(std::string text, Guest guest, Station& station) {
  const std::string before = text;
  const Guest local = guest;
  co_await station;
  co_return before == text ? static_cast<int>(text.size()) : -1;
}
Driver drives(Task<int> task, int& result) { result = co_await std::move(task); }

TEST(FirstTask, ArgumentsLiveAsLongAsTheTask) {
  const std::string text = "too long for the place that a short string has in itself";
  int alive = 0;
  Station station;
  int result = 0;
  {
    const Driver driver = drives(length(std::string(text), Guest(alive), station), result);
    EXPECT_EQ(alive, 1) << "the argument is in the frame of the task";
    driver.start();
    EXPECT_EQ(alive, 2) << "the task is suspended: its argument and its local variable are there";
    station.wake();
    EXPECT_EQ(result, static_cast<int>(text.size())) << "the text that was passed is not what the task has";
  }
  EXPECT_EQ(alive, 0) << "the task is gone, its frame is not";
}

TEST(FirstTask, AMovedTaskOwnsNothing) {
  EXPECT_FALSE(std::is_copy_constructible_v<Task<int>>) << "two tasks would own one frame";
  int alive = 0;
  {
    Task<int> first = holds(Guest(alive), 1);
    Task<int> second = std::move(first);
    EXPECT_EQ(alive, 1) << "moving a task leaves the frame where it is";
    first = holds(Guest(alive), 2);
    EXPECT_EQ(alive, 2) << "a task that was moved from may be assigned to";
    second = holds(Guest(alive), 3);
    EXPECT_EQ(alive, 2) << "a task was assigned to: the frame that it had before must be gone";
    EXPECT_EQ(run(std::move(second)), 3);
    EXPECT_EQ(run(std::move(first)), 2);
  }
  EXPECT_EQ(alive, 0) << "all tasks are gone, a frame is not (or was destroyed twice)";
}

Task<int> waits(Guest guest, Station& station) {
  const Guest local = guest;
  co_await station;
  co_return 1;
}
Task<int> waits_below(Guest guest, int levels, Station& station) {
  if (levels == 0) co_return co_await waits(guest, station);
  co_return 1 + co_await waits_below(guest, levels - 1, station);
}

TEST(FirstTask, DestroyingTheOneThatAwaitsDestroysTheAwaited) {
  int alive = 0;
  int result = 0;
  Station station;
  {
    const Driver driver = drives(waits_below(Guest(alive), 2, station), result);
    driver.start();
    EXPECT_GE(alive, 5) << "three tasks with a guest each, and a fourth with two, which is suspended";
  }
  EXPECT_EQ(alive, 0) << "a coroutine was destroyed that awaited a task, which awaited another, and so on: all of "
                      << "them must be gone, each once";
  EXPECT_EQ(result, 0);
}

// ---- the stack -----------------------------------------------------------------------------------------------------

Task<int> loops(int count, StackMeter& stack) {
  int done = 0;
  for (; done < count && stack.flat(); ++done) {
    co_await answer();
    stack.look();
  }
  co_return done;
}

TEST(FirstTask, ALoopOfAwaitsKeepsTheStackFlat) {
  constexpr int kCount = 200'000;
  StackMeter stack;
  const int awaited = run(loops(kCount, stack));
  ASSERT_TRUE(stack.flat()) << "a loop awaited " << awaited << " tasks, one after the other, and meanwhile the stack "
                            << "has grown by " << stack.span() << " bytes";
  EXPECT_EQ(awaited, kCount);
}

Task<int> descends(int levels, StackMeter& stack) {
  stack.look();
  if (levels == 0 || !stack.flat()) co_return 0;
  const int below = co_await descends(levels - 1, stack);
  stack.look();
  co_return below + 1;
}

TEST(FirstTask, AChainOfAwaitsKeepsTheStackFlat) {
  // Shallow enough for any stack, and deep enough to see what each level costs.
  StackMeter shallow;
  const int levels = run(descends(2'000, shallow));
  ASSERT_TRUE(shallow.flat()) << "a task awaited one that awaited one, and so on, and back, " << levels
                              << " levels deep: the stack has grown by " << shallow.span() << " bytes";
  ASSERT_EQ(levels, 2'000);
  StackMeter deep;
  EXPECT_EQ(run(descends(100'000, deep)), 100'000);
  EXPECT_TRUE(deep.flat()) << "100,000 levels deep, the stack has grown by " << deep.span() << " bytes";
}

// ---- tasks that are suspended --------------------------------------------------------------------------------------

Task<int> stops(Station& station, int number) {
  co_await station;
  co_return number;
}
Task<int> stops_twice(Station& first, Station& second, int& written) {
  const int one = co_await stops(first, 1);
  written += one;
  const int two = co_await stops(second, 20);
  written += two;
  co_return written;
}

TEST(FirstTask, ASuspendedTaskGoesOnWhenItIsResumed) {
  Station first;
  Station second;
  Station other_first;
  Station other_second;
  int written = 0;
  int other_written = 100;
  int result = 0;
  int other_result = 0;
  const Driver driver = drives(stops_twice(first, second, written), result);
  const Driver other = drives(stops_twice(other_first, other_second, other_written), other_result);
  driver.start();
  EXPECT_TRUE(first.occupied()) << "a coroutine of another type awaited a task, and it has not come to where it waits";
  other.start();
  EXPECT_EQ(written, 0) << "the task is suspended, and so are those that await it";
  first.wake();
  EXPECT_EQ(written, 1) << "the inner task was resumed and has ended: the one that awaits it goes on";
  EXPECT_EQ(other_written, 100) << "two tasks wait at the same time; each goes on when it is resumed itself";
  other_first.wake();
  EXPECT_EQ(other_written, 101);
  EXPECT_FALSE(driver.done()) << "the task is suspended for the second time";
  second.wake();
  EXPECT_EQ(result, 21) << "the task has ended: whoever awaits it goes on";
  other_second.wake();
  EXPECT_EQ(other_result, 121);
}

TEST(FirstTask, RunSleepsUntilAnotherThreadResumes) {
  for (int round = 0; round < 6; ++round) {
    Station first;
    Station second;
    int written = 0;  // plain: it is run() that keeps the two threads apart
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        EXPECT_EQ(sleepers.call(0, [&] { return run(stops_twice(first, second, written)); }), 21);
        EXPECT_EQ(written, 21) << "run() has returned, so all that the task wrote can be seen";
        return;
      }
      for (Station* station : {&first, &second}) {
        if (!arrives(*station, sleepers)) {
          EXPECT_EQ(sleepers.returned(), 0U) << "run() came back although its task is suspended";
          break;
        }
        station->wake();
      }
    });
    if (HasFailure()) return;
  }
}

Task<int> ends_elsewhere(int number) {
  co_await GoesOnElsewhere();
  co_return number;
}
Task<int> sums_elsewhere() {
  const int one = co_await ends_elsewhere(1);
  const int two = co_await ends_elsewhere(20);
  co_return one + two;
}

// A task that is suspended goes on elsewhere at once, and has ended before run() can do anything else. There is nobody
// any more who could wake run() later.
TEST(FirstTask, AnEndThatComesBeforeRunSleepsIsNoticed) {
  parcours::with_time_limit(std::chrono::seconds(3), "run(), whose task had ended on another thread", [] {
    EXPECT_EQ(run(ends_elsewhere(7)), 7);
    EXPECT_EQ(run(sums_elsewhere()), 21);
  });
}

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// How often this thread went to sleep so far.
long naps_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

TEST(FirstTask, WaitingCostsNoProcessorTime) {
  Station station;
  Sleepers sleepers(1);
  run_together(2, [&](unsigned thread) {
    if (thread == 1) {
      const auto began = std::chrono::steady_clock::now();
      const auto cpu_before = cpu_time_of_this_thread();
      const long naps_before = naps_of_this_thread();
      EXPECT_EQ(sleepers.call(0, [&] { return run(stops(station, 5)); }), 5);
      const auto cpu = cpu_time_of_this_thread() - cpu_before;
      const auto wall = std::chrono::steady_clock::now() - began;
      EXPECT_LT(cpu * 15, wall) << "run() keeps a core busy while it waits";
      EXPECT_LT(naps_of_this_thread() - naps_before, 10) << "run() wakes again and again to look, with no news";
      return;
    }
    if (!arrives(station, sleepers)) return;
    // A thread that spins is never seen asleep for long, however many others compete for the cores.
    int calm = 0;
    const auto calm_for_long = [&] { return (calm = sleepers.at_rest() ? calm + 1 : 0) == 30; };
    EXPECT_TRUE(parcours::eventually(calm_for_long, std::chrono::milliseconds(2500)))
        << "run() keeps running instead of sleeping while its task is suspended";
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    if (sleepers.returned() == 0) station.wake();
  });
}

}  // namespace
}  // namespace first_task_tests
