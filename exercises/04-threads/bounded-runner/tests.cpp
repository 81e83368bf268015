#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <mutex>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bounded_runner.hpp"
#include "parcours/test.hpp"

std::ostream& operator<<(std::ostream& out, TaskState state) {
  static constexpr std::array kNames = {"waiting", "running", "done", "failed"};
  return out << kNames.at(static_cast<std::size_t>(state));
}

namespace {

using parcours::eventually;
using parcours::run_together;
using parcours::Sleepers;
using Id = BoundedRunner::Id;
using std::chrono::milliseconds;

/// Tasks that come here sleep until the test opens the gate.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  /// Returns when so many have come. If fewer ever begin, the test hangs, and that is its finding.
  void await(unsigned count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= count; });
  }
  [[nodiscard]] unsigned arrived() const {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  unsigned arrived_ = 0;
};

/// Opens the gate when the test ends, whichever way, so that the runner's destructor need not wait for ever.
class OpensInTheEnd {
 public:
  explicit OpensInTheEnd(Gate& gate) : gate_(gate) {}
  ~OpensInTheEnd() { gate_.open(); }
  OpensInTheEnd(const OpensInTheEnd&) = delete;
  OpensInTheEnd& operator=(const OpensInTheEnd&) = delete;

 private:
  Gate& gate_;
};

/// Nobody leaves before all have come: it takes as many threads as there are guests.
class Meeting {
 public:
  explicit Meeting(unsigned guests) : missing_(guests) {}
  void attend() {
    std::unique_lock lock(mutex_);
    if (--missing_ == 0) everybody_came_.notify_all();
    everybody_came_.wait(lock, [this] { return missing_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable everybody_came_;
  unsigned missing_;
};

struct PaperJam : std::runtime_error {
  explicit PaperJam(int tray) : std::runtime_error("paper jam"), tray(tray) {}
  int tray;
};

bool finished(TaskState state) { return state == TaskState::done || state == TaskState::failed; }

// waiting < running < done or failed
int rank(TaskState state) { return finished(state) ? 2 : static_cast<int>(state); }

std::string message_of(const std::exception_ptr& error) {
  if (!error) return "no exception";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

std::size_t threads_of_this_process() {
  DIR* const folder = opendir("/proc/self/task");
  if (folder == nullptr) return 0;
  std::size_t entries = 0;
  while (readdir(folder) != nullptr) ++entries;
  closedir(folder);
  return entries - 2;  // without . and ..
}

int kernel_id_of_this_thread() { return static_cast<int>(syscall(SYS_gettid)); }

/// What the kernel tells about a thread of this process; empty if it has ended.
std::string about_thread(int id, const std::string& what) {
  std::ifstream file("/proc/self/task/" + std::to_string(id) + "/" + what);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Does the thread sleep at this moment, or has it ended?
bool sleeps_or_has_ended(int id) {
  const std::string stat = about_thread(id, "stat");
  const std::size_t end_of_name = stat.rfind(')');
  return end_of_name == std::string::npos || end_of_name + 2 >= stat.size() || stat[end_of_name + 2] != 'R';
}

/// How often the thread went to sleep so far; 0 if it has ended.
long naps(int id) {
  const std::string status = about_thread(id, "status");
  const std::string key = "\nvoluntary_ctxt_switches:";
  const std::size_t at = status.find(key);
  return at == std::string::npos ? 0 : std::stol(status.substr(at + key.size()));
}

// ---- tasks and their states ----------------------------------------------------------------------------------------

TEST(BoundedRunner, RunsEveryTaskOnce) {
  for (const unsigned limit : {1U, 3U}) {
    constexpr std::size_t kTasks = 100;
    std::vector<int> times(kTasks);  // an element for each task
    std::set<Id> ids;
    BoundedRunner runner(limit);
    for (int& mine : times) ids.insert(runner.submit([&mine] { ++mine; }));
    runner.wait_all();
    EXPECT_EQ(std::count(times.begin(), times.end(), 1), std::ssize(times))
        << "after wait_all() each task has been called once, with a limit of " << limit;
    EXPECT_EQ(ids.size(), kTasks) << "every task has an id of its own";
    for (const Id id : ids) ASSERT_EQ(runner.state(id), TaskState::done);
  }
}

TEST(BoundedRunner, TakesTasksInTheirOrder) {
  constexpr std::size_t kTasks = 50;
  std::vector<std::size_t> order;
  std::mutex mutex;
  BoundedRunner runner(1);
  for (std::size_t i = 0; i < kTasks; ++i) {
    runner.submit([&, i] {
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
  }
  runner.wait_all();
  const std::lock_guard lock(mutex);
  ASSERT_EQ(order.size(), kTasks);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << "what was submitted first is taken up first";
}

TEST(BoundedRunner, StatesTellWhereATaskIs) {
  Gate gate;
  Gate own_id_known;
  std::optional<TaskState> seen_by_itself;
  BoundedRunner runner(1);
  const OpensInTheEnd opens_gate(gate);
  const OpensInTheEnd opens_own_id_known(own_id_known);

  const Id first = runner.submit([&] { gate.pass(); });
  const Id second = runner.submit([] { throw PaperJam(2); });
  Id third = 0;
  third = runner.submit([&] {
    own_id_known.pass();
    seen_by_itself = runner.state(third);
  });
  own_id_known.open();
  gate.await(1);
  EXPECT_EQ(runner.state(first), TaskState::running) << "its function has been called and has not returned";
  EXPECT_EQ(runner.state(second), TaskState::waiting) << "the only thread is busy with another task";
  EXPECT_EQ(runner.state(third), TaskState::waiting) << "the only thread is busy with another task";
  EXPECT_TRUE(runner.error(first) == nullptr) << "it has thrown nothing so far";
  EXPECT_TRUE(runner.error(second) == nullptr) << "it has not even begun";

  gate.open();
  runner.wait(third);
  EXPECT_EQ(runner.state(first), TaskState::done);
  EXPECT_EQ(runner.state(second), TaskState::failed);
  EXPECT_EQ(runner.state(third), TaskState::done);
  EXPECT_EQ(seen_by_itself, TaskState::running) << "a task that asks for its own state is running";
}

TEST(BoundedRunner, StatesNeverGoBack) {
  constexpr std::size_t kTasks = 60;
  BoundedRunner runner(2);
  Gate begin;
  const OpensInTheEnd guard(begin);
  std::vector<Id> ids;
  for (std::size_t i = 0; i < kTasks; ++i) {
    ids.push_back(runner.submit([&, i] {
      begin.pass();
      std::this_thread::yield();
      if (i % 3 == 0) throw PaperJam(1);
    }));
  }
  std::atomic<int> steps_back{0};
  run_together(2, [&](unsigned watcher) {
    std::vector<TaskState> before(kTasks, TaskState::waiting);
    if (watcher == 0) begin.open();
    const auto look = [&] {
      bool all_finished = true;
      for (std::size_t i = 0; i < kTasks; ++i) {
        const TaskState now = runner.state(ids[i]);
        const bool changed_its_mind = finished(before[i]) && now != before[i];
        if (rank(now) < rank(before[i]) || changed_its_mind) ++steps_back;
        before[i] = now;
        all_finished = all_finished && finished(now);
      }
      return all_finished;
    };
    EXPECT_TRUE(eventually(look)) << "some task never ends";
  });
  EXPECT_EQ(steps_back, 0) << "states go from waiting to running to done or failed, and stay there";
}

TEST(BoundedRunner, UnknownIdsAreRefused) {
  BoundedRunner runner(2);
  std::vector<Id> unknown = {0, 1, 7, std::numeric_limits<Id>::max()};
  const auto expect_refused = [&] {
    for (const Id id : unknown) {
      EXPECT_THROW(static_cast<void>(runner.state(id)), std::out_of_range) << "state(" << id << ")";
      EXPECT_THROW(static_cast<void>(runner.error(id)), std::out_of_range) << "error(" << id << ")";
      EXPECT_THROW(runner.wait(id), std::out_of_range) << "wait(" << id << ")";
    }
  };
  expect_refused();
  std::vector<Id> known;
  for (int i = 0; i < 4; ++i) known.push_back(runner.submit([] {}));
  runner.wait_all();
  unknown = {*std::max_element(known.begin(), known.end()) + 1, *std::min_element(known.begin(), known.end()) - 1,
             std::numeric_limits<Id>::max() / 2};
  expect_refused();
  for (const Id id : known) EXPECT_EQ(runner.state(id), TaskState::done) << "this id was returned by submit()";
}

TEST(BoundedRunner, ALimitOfZeroIsRefused) { EXPECT_THROW(BoundedRunner runner(0), std::invalid_argument); }

// ---- exceptions ----------------------------------------------------------------------------------------------------

TEST(BoundedRunner, AThrowingTaskIsFailed) {
  std::atomic<int> others{0};
  BoundedRunner runner(2);
  std::vector<Id> good;
  std::vector<Id> bad;
  for (int i = 0; i < 10; ++i) {
    bad.push_back(runner.submit([i] { throw std::runtime_error("no paper in tray " + std::to_string(i)); }));
    good.push_back(runner.submit([&] { ++others; }));
  }
  for (const Id id : bad) EXPECT_NO_THROW(runner.wait(id)) << "the exception is asked for by error(), not by wait()";
  EXPECT_NO_THROW(runner.wait_all());
  EXPECT_EQ(others, 10) << "the other tasks go on as if nothing had happened";
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_EQ(runner.state(bad[i]), TaskState::failed);
    EXPECT_EQ(message_of(runner.error(bad[i])), "no paper in tray " + std::to_string(i));
    EXPECT_EQ(runner.state(good[i]), TaskState::done);
    EXPECT_TRUE(runner.error(good[i]) == nullptr) << "it has thrown nothing";
  }
}

TEST(BoundedRunner, AnythingMayBeThrown) {
  BoundedRunner runner(1);
  const Id number = runner.submit([] { throw 42; });
  const Id jam = runner.submit([] { throw PaperJam(3); });
  runner.wait_all();
  ASSERT_EQ(runner.state(number), TaskState::failed);
  ASSERT_EQ(runner.state(jam), TaskState::failed);
  ASSERT_TRUE(runner.error(number) != nullptr) << "a task threw the int 42";
  try {
    std::rethrow_exception(runner.error(number));
  } catch (const int value) {
    EXPECT_EQ(value, 42);
  } catch (...) {
    ADD_FAILURE() << "the task threw the int 42, and error() holds something else";
  }
  ASSERT_TRUE(runner.error(jam) != nullptr) << "a task threw a PaperJam";
  try {
    std::rethrow_exception(runner.error(jam));
  } catch (const PaperJam& exception) {
    EXPECT_EQ(exception.tray, 3);
  } catch (...) {
    ADD_FAILURE() << "the task threw a PaperJam, which is derived from std::runtime_error; error() holds another type";
  }
}

TEST(BoundedRunner, FailuresCostNoThread) {
  for (const unsigned limit : {1U, 3U}) {
    BoundedRunner runner(limit);
    for (int i = 0; i < 12; ++i) runner.submit([] { throw PaperJam(1); });
    runner.wait_all();
    Meeting meeting(limit);
    for (unsigned i = 0; i < limit; ++i) runner.submit([&] { meeting.attend(); });
    runner.wait_all();
  }
}

// ---- the limit -----------------------------------------------------------------------------------------------------

TEST(BoundedRunner, NeverMoreThanTheLimitAtOnce) {
  for (const unsigned limit : {1U, 2U, 3U}) {
    Gate gate;
    BoundedRunner runner(limit);
    const OpensInTheEnd guard(gate);
    std::vector<Id> ids;
    for (unsigned i = 0; i < limit + 3; ++i) ids.push_back(runner.submit([&] { gate.pass(); }));
    gate.await(limit);
    EXPECT_FALSE(eventually([&] { return gate.arrived() > limit; }, milliseconds(15)))
        << gate.arrived() << " tasks run at once, with a limit of " << limit;
    for (unsigned i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(runner.state(ids[i]), i < limit ? TaskState::running : TaskState::waiting)
          << "task " << i << " of " << ids.size() << ", all of which take long, with a limit of " << limit;
    }
  }

  constexpr int kLimit = 2;
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  BoundedRunner runner(kLimit);
  for (int i = 0; i < 200; ++i) {
    runner.submit([&] {
      const int now = ++running;
      if (now > most) most = now;
      std::this_thread::yield();
      --running;
    });
  }
  runner.wait_all();
  EXPECT_LE(most, kLimit) << "more tasks ran at once than the limit allows";
}

// As many tasks as the limit allows wait for each other: each needs a thread, at the same time.
TEST(BoundedRunner, UsesAsManyThreadsAsItMay) {
  for (const unsigned limit : {2U, 4U}) {
    BoundedRunner runner(limit);
    for (int round = 0; round < 5; ++round) {
      Meeting meeting(limit);
      for (unsigned i = 0; i < limit; ++i) runner.submit([&] { meeting.attend(); });
      runner.wait_all();
    }
  }
}

// The same, but all the tasks are added by the first one, which attends as well.
TEST(BoundedRunner, UsesAllThreadsForAddedTasks) {
  for (const unsigned limit : {2U, 4U}) {
    BoundedRunner runner(limit);
    for (int round = 0; round < 5; ++round) {
      Meeting meeting(limit);
      runner.submit([&] {
        for (unsigned i = 1; i < limit; ++i) runner.submit([&] { meeting.attend(); });
        meeting.attend();
      });
      runner.wait_all();
    }
  }
}

TEST(BoundedRunner, HasNoMoreThreadsThanTheLimit) {
  constexpr unsigned kLimit = 2;
  const std::size_t before = threads_of_this_process();
  Gate gate;
  BoundedRunner runner(kLimit);
  const OpensInTheEnd guard(gate);
  for (int i = 0; i < 20; ++i) runner.submit([&] { gate.pass(); });
  EXPECT_TRUE(eventually([&] { return threads_of_this_process() <= before + kLimit; }, milliseconds(500)))
      << "20 tasks, and the runner has " << threads_of_this_process() - before << " threads; the limit is " << kLimit;
}

TEST(BoundedRunner, SubmitReturnsAtOnce) {
  Gate gate;
  std::set<std::thread::id> threads;
  std::mutex mutex;
  BoundedRunner runner(1);
  const OpensInTheEnd guard(gate);
  for (int i = 0; i < 50; ++i) {
    runner.submit([&] {
      gate.pass();
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
  }
  gate.open();
  runner.wait_all();
  const std::lock_guard lock(mutex);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()))
      << "a task ran on the thread that called submit() and wait_all(), not on one of the runner's";
}

// ---- waiting -------------------------------------------------------------------------------------------------------

TEST(BoundedRunner, WaitIsForOneTask) {
  Gate gate;
  BoundedRunner runner(2);
  const OpensInTheEnd guard(gate);
  const Id slow = runner.submit([&] { gate.pass(); });
  const Id quick = runner.submit([] {});
  runner.wait(quick);
  EXPECT_EQ(runner.state(quick), TaskState::done);
  EXPECT_NE(runner.state(slow), TaskState::done) << "it is held up by the test";
  runner.wait(quick);  // may be waited for again

  Sleepers sleepers(2);
  run_together(3, [&](unsigned thread) {
    if (thread > 0) {
      sleepers.call(thread - 1, [&] { thread == 1 ? runner.wait(slow) : runner.wait_all(); });
      EXPECT_EQ(runner.state(slow), TaskState::done) << "this is what was waited for";
      return;
    }
    sleepers.settle();
    EXPECT_EQ(sleepers.returned(), 0U) << "wait() or wait_all() came back while the task was still running";
    gate.open();
  });
}

// What a task wrote may be read by whoever knows that it has ended, without further ado.
TEST(BoundedRunner, WhatATaskDidIsThereAfterwards) {
  for (int round = 0; round < 10; ++round) {
    std::array<int, 4> pages{};
    BoundedRunner runner(2);
    const Id polled = runner.submit([&] { pages[0] = 1; });
    const Id failing = runner.submit([&] {
      pages[1] = 1;
      throw PaperJam(1);
    });
    const Id waited_for = runner.submit([&] { pages[2] = 1; });
    runner.submit([&] { pages[3] = 1; });

    ASSERT_TRUE(eventually([&] { return runner.state(polled) == TaskState::done; }));
    EXPECT_EQ(pages[0], 1) << "state() said done";
    ASSERT_TRUE(eventually([&] { return runner.state(failing) == TaskState::failed; }));
    EXPECT_TRUE(runner.error(failing) != nullptr) << "state() said failed, and error() knows of nothing";
    EXPECT_EQ(pages[1], 1) << "state() said failed";
    runner.wait(waited_for);
    EXPECT_EQ(pages[2], 1) << "wait() returned";
    runner.wait_all();
    EXPECT_EQ(pages[3], 1) << "wait_all() returned";
  }
}

// wait_all() sleeps; the only task adds another one and ends; wait_all() must go on sleeping until that has ended, too.
TEST(BoundedRunner, WaitAllWaitsForAddedTasks) {
  for (const bool fails : {false, true}) {
    Gate parent_gate;
    Gate child_gate;
    std::atomic<bool> child_done{false};
    BoundedRunner runner(2);
    const OpensInTheEnd opens_parent(parent_gate);
    const OpensInTheEnd opens_child(child_gate);
    const Id parent = runner.submit([&] {
      parent_gate.pass();
      runner.submit([&] {
        child_gate.pass();
        child_done.store(true, std::memory_order_relaxed);
      });
      if (fails) throw PaperJam(1);
    });
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { runner.wait_all(); });
        EXPECT_TRUE(child_done.load(std::memory_order_relaxed)) << "a task that a task added is waited for as well";
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "wait_all() came back while a task was running";
      parent_gate.open();
      child_gate.await(1);
      EXPECT_TRUE(eventually([&] { return finished(runner.state(parent)); })) << "the first task does not end";
      EXPECT_FALSE(eventually([&] { return sleepers.returned() > 0; }, milliseconds(15)))
          << "wait_all() came back while a task was running that another task had added";
      child_gate.open();
    });
  }
}

// Two wait for the first task, one for the second, two for all. The second task ends when the first two are back.
TEST(BoundedRunner, EveryWaiterIsWoken) {
  for (int round = 0; round < 5; ++round) {
    Gate first_gate;
    Gate second_gate;
    BoundedRunner runner(2);
    const OpensInTheEnd opens_first(first_gate);
    const OpensInTheEnd opens_second(second_gate);
    const Id first = runner.submit([&] { first_gate.pass(); });
    const Id second = runner.submit([&] { second_gate.pass(); });
    std::atomic<int> back{0};
    Sleepers sleepers(5);
    run_together(6, [&](unsigned thread) {
      if (thread == 0) {
        sleepers.settle();
        EXPECT_EQ(sleepers.returned(), 0U) << "a waiter came back while what it waits for was running";
        first_gate.open();
      } else if (thread <= 2) {
        sleepers.call(thread - 1, [&] { runner.wait(first); });
        if (++back == 2) second_gate.open();
      } else {
        sleepers.call(thread - 1, [&] { thread == 3 ? runner.wait(second) : runner.wait_all(); });
        EXPECT_EQ(back, 2) << "a waiter came back while what it waits for was running";
      }
    });
  }
}

TEST(BoundedRunner, GoesOnAfterWaitAll) {
  BoundedRunner runner(2);
  runner.wait_all();  // nothing to wait for
  for (int round = 0; round < 30; ++round) {
    int value = 0;
    runner.submit([&] { value = round; });
    runner.wait_all();
    ASSERT_EQ(value, round) << "a runner can be used on after wait_all()";
  }
}

TEST(BoundedRunner, WaitingCostsNoProcessorTime) {
  Gate gate;
  BoundedRunner runner(3);
  std::optional<BoundedRunner> ending(std::in_place, 1);
  const OpensInTheEnd guard(gate);

  std::array<int, 3> threads{};
  Meeting meeting(3);
  for (int& mine : threads) {
    runner.submit([&] {
      mine = kernel_id_of_this_thread();
      meeting.attend();
    });
  }
  runner.wait_all();
  const Id slow = runner.submit([&] { gate.pass(); });
  ending->submit([&] { gate.pass(); });
  gate.await(2);

  // Those three and who calls these, each with a name.
  static constexpr std::array kWho = {
      "a thread without work", "a thread without work", "a thread without work", "wait()", "wait_all()",
      "the destructor"};
  std::array<std::atomic<int>, kWho.size()> watched{};
  for (std::size_t i = 0; i < threads.size(); ++i) watched[i] = threads[i];
  Sleepers sleepers(3);
  run_together(4, [&](unsigned thread) {
    if (thread > 0) {
      watched.at(thread + 2) = kernel_id_of_this_thread();
      sleepers.call(thread - 1, [&] {
        if (thread == 1) runner.wait(slow);
        if (thread == 2) runner.wait_all();
        if (thread == 3) ending.reset();
      });
      return;
    }
    // A thread that spins is never seen asleep for long, however many others compete for the cores.
    int calm = 0;
    const auto calm_for_long = [&] {
      const bool all_sleep = sleepers.at_rest() && std::all_of(watched.begin(), watched.end(), sleeps_or_has_ended);
      return (calm = all_sleep ? calm + 1 : 0) == 30;
    };
    EXPECT_TRUE(eventually(calm_for_long, milliseconds(2500)))
        << "a thread without work, or one in wait(), wait_all() or the destructor, keeps running instead of sleeping";
    std::array<long, kWho.size()> before{};
    std::transform(watched.begin(), watched.end(), before.begin(), naps);
    std::this_thread::sleep_for(milliseconds(100));
    for (std::size_t i = 0; i < watched.size(); ++i) {
      EXPECT_LT(naps(watched[i]) - before[i], 5) << kWho[i] << " wakes again and again to look, with no news";
    }
    EXPECT_EQ(sleepers.returned(), 0U) << "somebody came back while what it waits for was running";
    gate.open();
  });
}

TEST(BoundedRunner, ATaskMustNotWaitForItsOwnRunner) {
  std::atomic<bool> wait_refused{false};
  BoundedRunner runner(1);
  const Id over = runner.submit([] {});
  runner.wait(over);
  const Id waits = runner.submit([&] {
    try {
      runner.wait(over);
    } catch (const std::logic_error&) {
      wait_refused = true;
    }
    if (wait_refused) runner.wait_all();
  });
  runner.wait(waits);
  EXPECT_TRUE(wait_refused) << "a task called wait() of its own runner, for a task that was done, and it did not throw";
  EXPECT_EQ(runner.state(waits), TaskState::failed) << "a task called wait_all() of its own runner: it must throw";
  try {
    if (runner.error(waits)) std::rethrow_exception(runner.error(waits));
  } catch (const std::logic_error&) {
    return;
  } catch (...) {
  }
  ADD_FAILURE() << "a task that calls wait_all() of its own runner gets a std::logic_error";
}

// ---- the end -------------------------------------------------------------------------------------------------------

TEST(BoundedRunner, DestructorWaitsForWhatWasAccepted) {
  for (const unsigned limit : {1U, 2U}) {
    constexpr int kTasks = 6;
    Gate gate;
    int finished_before_destructor = 0;
    std::atomic<int> ran{0};
    std::optional<BoundedRunner> runner(std::in_place, limit);
    const OpensInTheEnd guard(gate);
    for (int i = 0; i < kTasks; ++i) {
      runner->submit([&, i] {
        gate.pass();
        ++ran;
        if (i % 2 == 0) throw PaperJam(1);
      });
    }
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { runner.reset(); });
        finished_before_destructor = ran;
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "the destructor came back while a task was running";
      gate.open();
    });
    EXPECT_EQ(finished_before_destructor, kTasks)
        << "the destructor must wait for every task that was accepted, also for those that had not begun";
  }
}

// The destructor sleeps; the last task adds one, and that one adds another.
TEST(BoundedRunner, DestructorWaitsForAddedTasks) {
  for (const unsigned limit : {1U, 2U}) {
    Gate gate;
    std::atomic<int> added_ran{0};
    std::atomic<int> refused{0};
    std::optional<BoundedRunner> runner(std::in_place, limit);
    BoundedRunner& tasks_runner = *runner;
    const OpensInTheEnd guard(gate);
    tasks_runner.submit([&] {
      gate.pass();
      try {
        tasks_runner.submit([&] {
          ++added_ran;
          tasks_runner.submit([&] { ++added_ran; });
        });
      } catch (...) {
        ++refused;
      }
    });
    int ran_before_destructor = 0;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { runner.reset(); });
        ran_before_destructor = added_ran;
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "the destructor came back while a task was running";
      gate.open();
    });
    EXPECT_EQ(refused, 0) << "a task may add tasks while the destructor waits";
    EXPECT_EQ(ran_before_destructor, 2) << "the destructor waits for tasks that tasks add, too";
  }
}

TEST(BoundedRunner, LeavesNoThreadBehind) {
  const parcours::Census before;
  {
    BoundedRunner idle(3);
  }
  {
    BoundedRunner runner(3);
    for (int i = 0; i < 10; ++i) {
      runner.submit([i] {
        if (i % 2 == 0) throw PaperJam(1);
      });
    }
  }
  parcours::expect_no_leftovers(before);
}

}  // namespace
