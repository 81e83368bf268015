// Tiny programs in which one thread is in run() and another one resumes what it runs, for the controlled scheduler:
// each is played in thousands of orders. A scenario says who is there and what must hold, whatever the order.
#include <condition_variable>
#include <coroutine>
#include <mutex>
#include <utility>

#include "first_task.hpp"
#include "parcours/scenario.hpp"

namespace first_task_scenarios {
namespace {

using parcours::play;

/// A coroutine that awaits it waits here, until another thread has come and resumes it.
class Station {
 public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> guest) {
    const std::lock_guard lock(mutex_);
    guest_ = guest;
    arrived_.notify_one();
  }
  void await_resume() const noexcept {}

  /// Waits for the guest, who then goes on in this thread.
  void wake() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return static_cast<bool>(guest_); });
    const std::coroutine_handle<> guest = guest_;
    lock.unlock();
    guest.resume();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::coroutine_handle<> guest_;
};

Task<int> stops(Station& station, int number) {
  co_await station;
  co_return number;
}
Task<int> awaits(Station& station, int& written) {
  const int number = co_await stops(station, 7);
  written = number;
  co_return number;
}

// The task is resumed, and ends, while run() is about to fall asleep, or before, or after.
SCENARIO(ResumedWhileRunFallsAsleep) {
  Station station;
  int written = 0;
  play({{"run",
         [&] {
           EXPECT_NO_THROW(EXPECT_EQ(run(awaits(station, written)), 7));
           EXPECT_EQ(written, 7) << "run() has returned, and what the task wrote cannot be seen";
         }},
        {"resumes", [&] { station.wake(); }}});
}

Task<void> stops_twice(Station& first, Station& second, int& written) {
  co_await first;
  written += 1;
  co_await second;
  written += 10;
}

// The task goes from thread to thread: it begins in the first, goes on in the second, and ends in the third.
SCENARIO(FromThreadToThread) {
  Station first;
  Station second;
  int written = 0;
  play({{"run",
         [&] {
           EXPECT_NO_THROW(run(stops_twice(first, second, written)));
           EXPECT_EQ(written, 11) << "run() has returned, and what the task wrote cannot be seen";
         }},
        {"resumes first", [&] { first.wake(); }},
        {"resumes second", [&] { second.wake(); }}});
}

Task<int> stops_and_throws(Station& station) {
  const int number = co_await stops(station, 7);
  if (number == 7) throw number;
  co_return 0;
}

SCENARIO(AnExceptionComesBack) {
  Station station;
  play({{"run", [&] { EXPECT_THROW(run(stops_and_throws(station)), int); }}, {"resumes", [&] { station.wake(); }}});
}

// Two threads are in run(), each with a task of its own. The news for one is none for the other.
SCENARIO(TwoRunsAtOnce) {
  Station first;
  Station second;
  play({{"runs the first", [&] { EXPECT_NO_THROW(EXPECT_EQ(run(stops(first, 1)), 1)); }},
        {"runs the second", [&] { EXPECT_NO_THROW(EXPECT_EQ(run(stops(second, 2)), 2)); }},
        {"resumes both", [&] {
           second.wake();
           first.wake();
         }}});
}

}  // namespace
}  // namespace first_task_scenarios
