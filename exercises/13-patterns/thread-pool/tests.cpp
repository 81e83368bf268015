#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "parcours/test.hpp"
#include "thread_pool.hpp"

namespace {

using parcours::eventually;
using parcours::run_together;
using parcours::Sleepers;
using std::chrono::milliseconds;

// What is in the future. A pool that drops a task breaks its promise, and the failure says so. Not inlined, like what
// follows: many copies of it cost the compiler a good deal.
template <class Result>
[[gnu::noinline]] Result value_of(std::future<Result>& future) {
  try {
    return future.get();
  } catch (const std::future_error&) {
    ADD_FAILURE() << "nobody ever put a result into the future: the task was dropped, or it ran and told nothing";
    throw;
  }
}

template <class Result>
Result value_of(std::future<Result>&& future) {
  return value_of(future);
}

template <class Result>
[[gnu::noinline]] bool is_ready(const std::future<Result>& future) {
  return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Where the type of a task does not matter, all tasks are of these: so does each new type.
[[gnu::noinline]] std::future<void> run(ThreadPool& pool, std::function<void()> task) {
  return pool.submit(std::move(task));
}
[[gnu::noinline]] std::future<int> compute(ThreadPool& pool, std::function<int()> task) {
  return pool.submit(std::move(task));
}

// Where tasks stop until the test lets them go on.
class Gate {
 public:
  void pass() { latch_.wait(); }
  void open() {
    if (!open_.exchange(true)) latch_.count_down();
  }

 private:
  std::latch latch_{1};
  std::atomic<bool> open_{false};
};

// Declared after the pool, so that a test that fails in the middle does not leave its tasks at the gate for ever.
class OpensInTheEnd {
 public:
  explicit OpensInTheEnd(Gate& gate) : gate_(gate) {}
  OpensInTheEnd(const OpensInTheEnd&) = delete;
  OpensInTheEnd& operator=(const OpensInTheEnd&) = delete;
  ~OpensInTheEnd() { gate_.open(); }

 private:
  Gate& gate_;
};

// Stops one worker at the gate, and returns when it stands there.
std::future<void> stop_a_worker(ThreadPool& pool, Gate& gate) {
  auto there = std::make_shared<std::promise<void>>();
  std::future<void> stands = there->get_future();
  // The task alone holds the promise: if the pool drops the task, the test hears of it instead of waiting.
  std::future<void> passed = run(pool, [&gate, there = std::move(there)] {
    there->set_value();
    gate.pass();
  });
  value_of(stands);
  return passed;
}

// The workers of a pool: tasks that wait for each other are in as many threads at the same time. Threads are told apart
// by the kernel's numbers, which are not soon given away again as a std::thread::id is.
std::vector<pid_t> meet_workers(ThreadPool& pool, unsigned count) {
  struct Meeting {
    explicit Meeting(unsigned size) : all_there(size), threads(size) {}
    std::latch all_there;
    std::vector<pid_t> threads;
  };
  const auto meeting = std::make_shared<Meeting>(count);
  std::vector<std::future<void>> futures;
  for (unsigned i = 0; i < count; ++i) {
    futures.push_back(run(pool, [meeting, i] {
      meeting->all_there.arrive_and_wait();
      meeting->threads[i] = gettid();
    }));
  }
  for (auto& future : futures) value_of(future);
  return meeting->threads;
}

bool is_one_of(const std::vector<pid_t>& threads, pid_t thread) {
  return std::find(threads.begin(), threads.end(), thread) != threads.end();
}

// What the kernel tells of a thread; empty when it has ended.
std::string status_of(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/status");
  return {std::istreambuf_iterator<char>(file), {}};
}

bool has_ended(pid_t thread) { return status_of(thread).empty(); }

bool sleeps(pid_t thread) { return status_of(thread).find("\nState:\tS") != std::string::npos; }

// How often the thread went to sleep so far.
long naps_of(pid_t thread) {
  const std::string key = "\nvoluntary_ctxt_switches:\t";
  const std::string status = status_of(thread);
  const std::size_t at = status.find(key);
  return at == std::string::npos ? 0 : std::stol(status.substr(at + key.size()));
}

// True as soon as all the threads have been asleep for a while; false if one has ended, or does not fall asleep.
bool fall_asleep(const std::vector<pid_t>& threads) {
  bool ended = false;
  // One that spins is never seen asleep thirty times in a row, however many others compete for the cores.
  int calm = 0;
  const auto decided = [&] {
    ended = std::any_of(threads.begin(), threads.end(), has_ended);
    calm = std::all_of(threads.begin(), threads.end(), sleeps) ? calm + 1 : 0;
    return ended || calm == 30;
  };
  return eventually(decided, milliseconds(2000)) && !ended;
}

// Fails the test unless the threads fall asleep, and go on sleeping for a while.
void expect_sleep(const std::vector<pid_t>& threads, const std::string& who) {
  if (!fall_asleep(threads)) {
    ADD_FAILURE() << who << " keeps running instead of sleeping, or has ended";
    return;
  }
  std::vector<long> before;
  for (const pid_t thread : threads) before.push_back(naps_of(thread));
  std::this_thread::sleep_for(milliseconds(80));
  for (std::size_t i = 0; i < threads.size(); ++i) {
    EXPECT_LE(naps_of(threads[i]) - before[i], 3) << who << " wakes again and again to look, with no news";
  }
}

// ---- what goes in, and what comes out ------------------------------------------------------------------------------

int& itself(int& variable) { return variable; }

struct Witness {
  int number = 0;
  std::string text;
  const int* variable = nullptr;

  void look(int given, const std::string& words, const int& referred) {
    number = given;
    text = words;
    variable = &referred;
  }
};

TEST(ThreadPool, ReturnsWhatTheTaskReturns) {
  ThreadPool pool(2);
  std::vector<std::future<int>> squares;
  for (int i = 0; i < 50; ++i) squares.push_back(compute(pool, [i] { return i * i; }));
  for (int i = 0; i < 50; ++i) ASSERT_EQ(value_of(squares[static_cast<std::size_t>(i)]), i * i) << "task " << i;
}

TEST(ThreadPool, KeepsCopiesOfItsArguments) {
  Gate gate;
  Witness witness;
  ThreadPool pool(1);
  const OpensInTheEnd opens(gate);
  const std::future<void> stopped = stop_a_worker(pool, gate);
  int number = 1;
  std::string text = "before";
  int variable = 1;
  Witness* const who = &witness;
  std::future<void> looked = pool.submit(&Witness::look, who, number, text, std::ref(variable));
  number = 2;
  text = "after";
  gate.open();
  value_of(looked);
  EXPECT_EQ(witness.number, 1) << "the caller changed its variable after submit(): the task must have a copy";
  EXPECT_EQ(witness.text, "before") << "the caller changed its string after submit(): the task must have a copy";
  EXPECT_EQ(witness.variable, &variable) << "std::ref asks for the variable itself";
}

TEST(ThreadPool, CarriesWhatOnlyMoves) {
  ThreadPool pool(1);
  const std::unique_ptr<int> sum = value_of(pool.submit(
      [owned = std::make_unique<int>(1)](std::unique_ptr<int> given) mutable {
        *owned += *given;
        return std::move(owned);
      },
      std::make_unique<int>(2)));
  ASSERT_NE(sum, nullptr);
  EXPECT_EQ(*sum, 3);
}

TEST(ThreadPool, ReturnsNothingOrAReference) {
  ThreadPool pool(1);
  using Nothing = decltype(pool.submit(std::function<void()>()));
  static_assert(std::is_same_v<Nothing, std::future<void>>, "a task that returns nothing: std::future<void>");
  int variable = 1;
  value_of(run(pool, [&variable] { variable = 2; }));
  EXPECT_EQ(variable, 2) << "the future was ready before the task had run";
  auto reference = pool.submit(itself, std::ref(variable));
  static_assert(std::is_same_v<decltype(reference), std::future<int&>>, "a task that returns int&: std::future<int&>");
  EXPECT_EQ(&value_of(reference), &variable) << "the reference must lead to the variable, not to a copy";
}

TEST(ThreadPool, ExceptionsArriveInTheFuture) {
  ThreadPool pool(1);
  std::future<int> fails = compute(pool, []() -> int { throw std::out_of_range("no such page"); });
  std::future<void> fails_with_nothing = run(pool, [] { throw std::runtime_error("no paper"); });
  std::future<void> fails_with_a_number = run(pool, [] { throw 42; });
  std::future<int> succeeds = compute(pool, [] { return 4; });
  try {
    value_of(fails);
    ADD_FAILURE() << "get() returned, although the task had thrown";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "no such page");
  }
  EXPECT_THROW(value_of(fails_with_nothing), std::runtime_error);
  EXPECT_THROW(value_of(fails_with_a_number), int);
  EXPECT_EQ(value_of(succeeds), 4) << "a worker goes on after a task that has thrown";
}

TEST(ThreadPool, NobodyNeedsToKeepTheFuture) {
  Gate gate;
  std::atomic<int> runs{0};
  {
    ThreadPool pool(1);
    const OpensInTheEnd opens(gate);
    const std::future<void> stopped = stop_a_worker(pool, gate);
    // The futures are destroyed here, before the tasks have begun.
    run(pool, [&runs] { ++runs; });
    compute(pool, []() -> int { throw std::runtime_error("nobody will see this"); });
    run(pool, [&runs] { ++runs; });
  }
  EXPECT_EQ(runs, 2) << "a task runs whether somebody keeps its future or not";
}

TEST(ThreadPool, ZeroThreadsMeanOne) {
  ThreadPool pool(0);
  EXPECT_EQ(value_of(compute(pool, [] { return 8; })), 8);
}

// ---- the workers ---------------------------------------------------------------------------------------------------

TEST(ThreadPool, AllWorkersWorkAtOnce) {
  ThreadPool pool(3);
  // A round is over only if three tasks are under way at the same time, so each of them must have woken a worker.
  for (int round = 0; round < 40; ++round) meet_workers(pool, 3);
}

TEST(ThreadPool, OnlyItsWorkersRunTasks) {
  constexpr unsigned kWorkers = 3;
  Gate gate;
  std::atomic<unsigned> begun{0};
  ThreadPool pool(kWorkers);
  const OpensInTheEnd opens(gate);
  const std::vector<pid_t> workers = meet_workers(pool, kWorkers);
  EXPECT_FALSE(is_one_of(workers, gettid())) << "the thread that called submit() ran a task";

  std::vector<std::future<int>> futures;
  for (int i = 0; i < 100; ++i) futures.push_back(compute(pool, gettid));
  for (auto& future : futures) {
    ASSERT_TRUE(is_one_of(workers, value_of(future)))
        << "a task ran in a thread that is none of the " << kWorkers << " workers with which the pool began";
  }

  for (unsigned i = 0; i < kWorkers + 2; ++i) {
    run(pool, [&] {
      ++begun;
      gate.pass();
    });
  }
  EXPECT_TRUE(eventually([&] { return begun >= kWorkers; })) << "some worker sleeps although tasks lie in the pool";
  EXPECT_FALSE(eventually([&] { return begun > kWorkers; }, milliseconds(15)))
      << "more tasks at once than there are workers";
}

TEST(ThreadPool, SubmitDoesNotRunTheTask) {
  Gate gate;
  std::atomic<int> ran{0};
  ThreadPool pool(1);
  const OpensInTheEnd opens(gate);
  const std::future<void> stopped = stop_a_worker(pool, gate);
  std::vector<std::future<void>> futures;
  for (int i = 0; i < 50; ++i) futures.push_back(run(pool, [&ran] { ++ran; }));
  EXPECT_EQ(ran, 0) << "the only worker is busy, and nobody is in wait(): who ran the task?";
  gate.open();
  for (auto& future : futures) value_of(future);
  EXPECT_EQ(ran, 50) << "each task runs once";

  std::future<int> at_once = compute(pool, [&pool] {
    const auto runs = std::make_shared<std::atomic<int>>(0);
    run(pool, [runs] { ++*runs; });
    return runs->load();
  });
  EXPECT_EQ(value_of(at_once), 0) << "submit() in a task ran the new task, instead of leaving it to the workers";
}

TEST(ThreadPool, IdleWorkersSleep) {
  ThreadPool pool(2);
  expect_sleep(meet_workers(pool, 2), "a worker without a task");
  meet_workers(pool, 2);
}

TEST(ThreadPool, ManyThreadsSubmit) {
  constexpr unsigned kThreads = 3;
  constexpr unsigned kTasks = 100;  // each
  std::vector<int> runs(kThreads * kTasks, 0);
  ThreadPool pool(2);
  run_together(kThreads, [&](unsigned thread) {
    std::vector<std::future<int>> futures;
    for (unsigned i = 0; i < kTasks; ++i) {
      const unsigned task = thread * kTasks + i;
      futures.push_back(compute(pool, [&runs, task] {
        ++runs[task];
        return static_cast<int>(task);
      }));
    }
    for (unsigned i = 0; i < kTasks; ++i) {
      // One thread just waits, the others help.
      if (thread > 0) pool.wait(futures[i]);
      ASSERT_EQ(value_of(futures[i]), static_cast<int>(thread * kTasks + i))
          << "the future has the result of another task";
      ASSERT_EQ(runs[thread * kTasks + i], 1) << "a task runs exactly once";
    }
  });
}

// ---- tasks that submit tasks, and wait for them --------------------------------------------------------------------

TEST(ThreadPool, TasksSubmitTasks) {
  ThreadPool pool(1);
  std::future<int> inner;
  value_of(run(pool, [&] { inner = compute(pool, [] { return 6; }); }));
  EXPECT_EQ(value_of(inner), 6);
}

TEST(ThreadPool, TaskWaitsForItsTasks) {
  for (const unsigned workers : {1U, 2U}) {
    ThreadPool pool(workers);
    std::future<int> sum = compute(pool, [&pool] {
      std::vector<std::future<int>> parts;
      for (int i = 1; i <= 10; ++i) {
        parts.push_back(compute(pool, [&pool, i] {
          std::future<int> part = compute(pool, [i] { return 2 * i; });
          pool.wait(part);
          return value_of(part);
        }));
      }
      int total = 0;
      for (auto& part : parts) {
        pool.wait(part);
        EXPECT_TRUE(is_ready(part)) << "wait() returned before the future was ready";
        total += value_of(part);
      }
      return total;
    });
    ASSERT_EQ(value_of(sum), 110) << "with " << workers << " workers";
  }
}

TEST(ThreadPool, WaitingThreadHelps) {
  Gate gate;
  ThreadPool pool(1);
  const OpensInTheEnd opens(gate);
  const std::future<void> stopped = stop_a_worker(pool, gate);
  std::vector<std::future<int>> futures;
  for (int i = 0; i < 3; ++i) futures.push_back(compute(pool, gettid));
  for (auto& future : futures) {
    pool.wait(future);
    ASSERT_EQ(value_of(future), gettid()) << "the only worker is busy: the waiting thread runs the task";
  }
}

TEST(ThreadPool, WaitReturnsAtOnceWhenReady) {
  Gate gate;
  std::atomic<bool> ran{false};
  ThreadPool pool(1);
  const OpensInTheEnd opens(gate);
  std::future<int> ready = compute(pool, [] { return 2; });
  std::future<int> failed = compute(pool, []() -> int { throw std::out_of_range("no such page"); });
  ready.wait();
  failed.wait();
  const std::future<void> stopped = stop_a_worker(pool, gate);
  std::future<void> other = run(pool, [&ran] { ran = true; });
  pool.wait(ready);
  EXPECT_NO_THROW(pool.wait(failed)) << "what the task has thrown is thrown by get(), not by wait()";
  EXPECT_FALSE(ran) << "the future was ready: wait() had no reason to run another task";
  EXPECT_EQ(value_of(ready), 2) << "wait() leaves the result in the future";
  EXPECT_THROW(value_of(failed), std::out_of_range) << "wait() leaves the exception in the future";
  gate.open();
  value_of(other);
}

TEST(ThreadPool, WaitingThreadSleeps) {
  Gate gate;
  ThreadPool pool(1);
  const OpensInTheEnd opens(gate);
  const std::future<void> stopped = stop_a_worker(pool, gate);
  std::atomic<pid_t> waiting{0};
  run_together(2, [&](unsigned thread) {
    if (thread == 1) {
      waiting = gettid();
      pool.wait(stopped);
      EXPECT_TRUE(is_ready(stopped)) << "wait() returned before the future was ready";
      return;
    }
    EXPECT_TRUE(eventually([&] { return waiting != 0; }));
    expect_sleep({waiting.load()}, "a thread in wait() that has no task to run");
    gate.open();
  });
}

// ---- the end -------------------------------------------------------------------------------------------------------

// Destroys the pool in a second thread, which `act` is told, and acts as soon as the destructor sleeps.
void while_it_ends(std::optional<ThreadPool>& pool, const std::function<void(pid_t ender)>& act) {
  Sleepers sleepers(1);
  std::atomic<pid_t> ender{0};
  run_together(2, [&](unsigned thread) {
    if (thread == 1) {
      ender = gettid();
      sleepers.call(0, [&] { pool.reset(); });
      return;
    }
    EXPECT_TRUE(eventually([&] { return ender != 0; }));
    sleepers.settle();
    act(ender);
  });
}

TEST(ThreadPool, RunsEverythingBeforeItEnds) {
  Gate gate;
  std::atomic<int> runs{0};
  std::optional<ThreadPool> pool(std::in_place, 1U);
  const OpensInTheEnd opens(gate);
  const std::future<void> stopped = stop_a_worker(*pool, gate);
  std::vector<std::future<int>> futures;
  for (int i = 0; i < 100; ++i) futures.push_back(compute(*pool, [&runs] { return ++runs; }));
  while_it_ends(pool, [&](pid_t) { gate.open(); });
  EXPECT_EQ(runs, 100) << "the destructor returned before all accepted tasks had run";
  for (auto& future : futures) {
    ASSERT_TRUE(is_ready(future)) << "the destructor returned before all futures were ready";
    value_of(future);
  }
}

TEST(ThreadPool, RunsWhatTasksSubmitWhileItEnds) {
  Gate gate;
  std::atomic<int> runs{0};
  std::optional<ThreadPool> pool(std::in_place, 2U);
  const OpensInTheEnd opens(gate);
  ThreadPool& the_pool = *pool;
  for (int i = 0; i < 2; ++i) {
    run(the_pool, [&the_pool, &gate, &runs] {
      gate.pass();
      for (int child = 0; child < 3; ++child) {
        run(the_pool, [&the_pool, &runs] {
          run(the_pool, [&runs] { ++runs; });
          ++runs;
        });
      }
      ++runs;
    });
  }
  while_it_ends(pool, [&](pid_t) { gate.open(); });
  EXPECT_EQ(runs, 2 + 6 + 6) << "tasks that were submitted by tasks while the pool ended did not all run";
}

TEST(ThreadPool, AllWorkersStayToTheEnd) {
  Gate gate;
  std::atomic<bool> complete{false};
  const auto both_there = std::make_shared<std::latch>(2);
  std::optional<ThreadPool> pool(std::in_place, 2U);
  const OpensInTheEnd opens(gate);
  ThreadPool& the_pool = *pool;
  const std::vector<pid_t> workers = meet_workers(the_pool, 2);
  run(the_pool, [&, both_there] {
    gate.pass();
    if (!complete) return;  // Two that meet would wait for a worker who is gone.
    for (int i = 0; i < 2; ++i) run(the_pool, [both_there] { both_there->arrive_and_wait(); });
  });
  while_it_ends(pool, [&](pid_t ender) {
    // A worker that leaves too early does so before all the others sleep.
    expect_sleep({workers[0], workers[1], ender}, "while a task is under way, another worker, or the destructor,");
    complete = std::none_of(workers.begin(), workers.end(), has_ended);
    EXPECT_TRUE(complete) << "a worker has left although a task was under way, which may submit work for two";
    gate.open();
  });
}

TEST(ThreadPool, EndsWithNothingToDo) {
  for (int round = 0; round < 40; ++round) {
    std::future<int> future;
    {
      ThreadPool pool(2);
      if (round % 2 == 0) future = compute(pool, [round] { return round; });
    }
    if (future.valid()) ASSERT_EQ(value_of(future), round) << "the future outlives the pool";
  }
}

TEST(ThreadPool, LeavesNothingBehind) {
  const parcours::Census before;
  const auto held = std::make_shared<int>(2);
  std::vector<std::future<int>> futures;
  {
    ThreadPool pool(2);
    for (int i = 0; i < 20; ++i) {
      futures.push_back(compute(pool, [held] { return *held; }));
      run(pool, [held] { throw std::runtime_error("nobody will see this"); });
    }
  }
  for (auto& future : futures) ASSERT_EQ(value_of(future), 2);
  futures.clear();
  EXPECT_EQ(held.use_count(), 1) << "tasks, or what they hold, live on when the pool and the futures are gone";
  parcours::expect_no_leftovers(before);
}

}  // namespace
