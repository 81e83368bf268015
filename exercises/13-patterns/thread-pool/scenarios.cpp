// Tiny programs that use a pool, for the controlled scheduler: each is played in thousands of orders. A scenario says
// who is there and what must hold in the end, whatever the order.
#include <functional>
#include <future>
#include <latch>
#include <utility>

#include "parcours/scenario.hpp"
#include "thread_pool.hpp"

namespace {

using parcours::play;

using Action = std::function<void()>;
using Number = std::function<int()>;

// What is in the future. A pool that drops a task breaks its promise, and the failure says so.
template <class Result>
Result value_of(std::future<Result> future) {
  try {
    return future.get();
  } catch (const std::future_error&) {
    ADD_FAILURE() << "nobody ever put a result into the future: the task was dropped, or it ran and told nothing";
    throw;
  }
}

// A worker falls asleep, or is about to, when a task arrives.
SCENARIO(TaskForASleepingWorker) {
  ThreadPool pool(1);
  for (int number = 1; number <= 2; ++number) {
    EXPECT_EQ(value_of(pool.submit(Number([number] { return number; }))), number);
  }
}

// Two tasks that are over only if both run at the same time: each is news for one worker.
SCENARIO(TwoTasksMeet) {
  std::latch both(2);
  ThreadPool pool(2);
  std::future<void> first = pool.submit(Action([&both] { both.arrive_and_wait(); }));
  std::future<void> second = pool.submit(Action([&both] { both.arrive_and_wait(); }));
  // Waits before the pool ends: the destructor would wake everybody who was forgotten.
  value_of(std::move(first));
  value_of(std::move(second));
}

// Two threads hand in tasks at the same moment.
SCENARIO(TwoSubmitters) {
  ThreadPool pool(1);
  int first = 0;
  int second = 0;
  play({{"submitter 1", [&] { value_of(pool.submit(Action([&first] { ++first; }))); }},
        {"submitter 2", [&] { value_of(pool.submit(Action([&second] { ++second; }))); }}});
  EXPECT_EQ(first, 1) << "the first task runs once";
  EXPECT_EQ(second, 1) << "the second task runs once";
}

// The destructor comes at once: some workers have not even begun.
SCENARIO(EndsAtOnce) { const ThreadPool pool(2); }

// The destructor meets a task that submits work for both workers.
SCENARIO(EndsWithWorkForTwo) {
  std::latch both(2);
  {
    ThreadPool pool(2);
    pool.submit(Action([&] {
      for (int i = 0; i < 2; ++i) pool.submit(Action([&both] { both.arrive_and_wait(); }));
    }));
  }
  EXPECT_TRUE(both.try_wait()) << "everything that was accepted runs before the pool is gone";
}

// The only worker is in a task that waits for another task.
SCENARIO(TaskWaitsForItsTask) {
  ThreadPool pool(1);
  std::future<int> outer = pool.submit(Number([&pool] {
    std::future<int> inner = pool.submit(Number([] { return 1; }));
    pool.wait(inner);
    return value_of(std::move(inner)) + 1;
  }));
  EXPECT_EQ(value_of(std::move(outer)), 2);
}

// Two threads from outside wait for a task, which one of them may run; its last act is to submit another one. Whoever
// is told of that must take it, or tell the worker.
SCENARIO(TaskArrivesAsAWaitEnds) {
  ThreadPool pool(1);
  std::latch begun(1);
  std::future<void> second;
  const std::future<void> first = pool.submit(Action([&] {
    begun.count_down();
    second = pool.submit(Action([] {}));
  }));
  play({{"helper 1", [&] { pool.wait(first); }}, {"helper 2", [&] {
                                                    begun.wait();
                                                    pool.wait(first);
                                                  }}});
  value_of(std::move(second));
}

}  // namespace
