// Tiny programs that give a runner a few tasks, for the controlled scheduler: each is played in thousands of orders. A
// scenario says who is there and what must hold, whatever the order. The runner's own threads take part as well.
#include <atomic>
#include <exception>
#include <latch>
#include <optional>

#include "bounded_runner.hpp"
#include "parcours/scenario.hpp"

namespace {

using parcours::play;

// The end comes at once: nobody may have taken up a task yet, and a thread may be about to fall asleep.
SCENARIO(TheEndComesAtOnce) {
  int first = 0;
  int second = 0;
  {
    BoundedRunner runner(2);
    runner.submit([&] { first = 1; });
    runner.submit([&] { second = 1; });
  }
  EXPECT_EQ(first + second, 2) << "the destructor waits for every task that was accepted";
}

// A task adds one while the destructor waits already, or does not wait yet.
SCENARIO(TaskAddsATaskAtTheEnd) {
  int added = 0;
  {
    BoundedRunner runner(2);
    runner.submit([&] { runner.submit([&] { added = 1; }); });
  }
  EXPECT_EQ(added, 1) << "the destructor waits for added tasks as well";
}

SCENARIO(TaskAddsATaskWhileWaitAllWaits) {
  int added = 0;
  BoundedRunner runner(2);
  runner.submit([&] { runner.submit([&] { added = 1; }); });
  runner.wait_all();
  EXPECT_EQ(added, 1) << "wait_all() waits for added tasks as well";
}

// Each waits for something else: news for one of them is no news for the other.
SCENARIO(TwoWaiters) {
  int written = 0;
  BoundedRunner runner(1);
  const BoundedRunner::Id first = runner.submit([&] { written = 1; });
  const BoundedRunner::Id second = runner.submit([] {});
  play({{"waits for the second", [&] { runner.wait(second); }}, {"waits for the first", [&] {
                                                                   runner.wait(first);
                                                                   EXPECT_EQ(written, 1)
                                                                       << "wait() came back before the task had ended";
                                                                 }}});
}

// Whoever sees "failed" finds the exception, and whoever sees the exception sees "failed".
SCENARIO(AFailureIsToldAtOnce) {
  BoundedRunner runner(1);
  const BoundedRunner::Id id = runner.submit([] { throw 1; });
  if (runner.state(id) == TaskState::failed) {
    EXPECT_TRUE(runner.error(id) != nullptr) << "it was failed, and there was no exception";
  } else if (runner.error(id) != nullptr) {
    EXPECT_TRUE(runner.state(id) == TaskState::failed) << "there was an exception, and it was not failed";
  }
  runner.wait_all();
  EXPECT_TRUE(runner.state(id) == TaskState::failed) << "it threw, and wait_all() has returned";
}

// Whoever sees "done" may read what the task has written.
SCENARIO(DoneMeansAllOfItIsDone) {
  int written = 0;
  BoundedRunner runner(1);
  const BoundedRunner::Id id = runner.submit([&] { written = 1; });
  if (runner.state(id) == TaskState::done) EXPECT_EQ(written, 1) << "it was done, and had not written yet";
}

// Two tasks that wait for each other: each must wake a thread, whatever the threads were about to do.
SCENARIO(TwoTasksMeet) {
  std::latch both_here(2);
  BoundedRunner runner(2);
  runner.submit([&] { both_here.arrive_and_wait(); });
  runner.submit([&] { both_here.arrive_and_wait(); });
  runner.wait_all();
}

// Two threads submit at the same time.
SCENARIO(OneAtATime) {
  std::atomic<int> running{0};
  const auto task = [&] {
    EXPECT_EQ(++running, 1) << "with a limit of 1, two tasks ran at once";
    --running;
  };
  BoundedRunner runner(1);
  play({{"submits one", [&] { runner.submit(task); }}, {"submits the other", [&] { runner.submit(task); }}});
  runner.wait_all();
}

}  // namespace
