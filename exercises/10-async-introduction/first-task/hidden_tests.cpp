// Included after tests.cpp, in the same translation unit. Each test builds one situation in which a plausible task goes
// wrong.
#include <algorithm>
#include <array>
#include <vector>

namespace first_task_tests {
namespace {

// Three threads are in run() at once. A fourth resumes their tasks, in any order; each run() must come back with its
// own result, and not before.
TEST(FirstTaskHidden, EachRunWaitsForItsOwnTask) {
  auto random = parcours::rng();
  for (int round = 0; round < 5; ++round) {
    constexpr unsigned kRuns = 3;
    std::array<Station, kRuns> stations;
    std::array<int, kRuns> results{};
    std::array<unsigned, kRuns> order{0, 1, 2};
    std::shuffle(order.begin(), order.end(), random);
    Sleepers sleepers(kRuns);
    run_together(kRuns + 1, [&](unsigned thread) {
      if (thread > 0) {
        const unsigned mine = thread - 1;
        results[mine] = sleepers.call(mine, [&] { return run(stops(stations[mine], static_cast<int>(100 + mine))); });
        return;
      }
      for (const Station& station : stations) {
        if (!arrives(station, sleepers)) return;
      }
      for (unsigned woken = 0; woken < kRuns; ++woken) {
        if (sleepers.returned() > woken) {
          ADD_FAILURE() << "several threads are in run(), and one came back although its own task is suspended";
          return;
        }
        stations[order[woken]].wake();
        if (!parcours::eventually([&] { return sleepers.returned() == woken + 1; })) {
          ADD_FAILURE() << "several threads are in run(), a task of theirs has ended, and no run() came back";
          return;
        }
      }
    });
    ASSERT_EQ(results, (std::array<int, kRuns>{100, 101, 102})) << "each run() returns the result of its own task";
  }
}

Task<int> runs_another(int levels) {
  const int before = co_await answer();
  const int inner = levels == 0 ? run(ends_elsewhere(1)) : run(runs_another(levels - 1));
  const int after = co_await answer();
  co_return before == after ? inner + 1 : -1;
}

TEST(FirstTaskHidden, ATaskMayCallRun) {
  parcours::with_time_limit(std::chrono::seconds(3), "run(), called in a task", [] {
    EXPECT_EQ(run(runs_another(0)), 2) << "a task called run()";
    EXPECT_EQ(run(runs_another(3)), 5) << "a task called run() for a task that did the same, four times over";
  });
}

Task<int> stops_and_fails(Station& station, int code) {
  co_await station;
  co_return co_await fails_unless_0(code);
}
Task<int> adds_one(Station& station, int code) {
  const int result = co_await stops_and_fails(station, code);
  co_return result + 1;
}

TEST(FirstTaskHidden, AnExceptionArrivesFromAnotherThread) {
  for (int round = 0; round < 4; ++round) {
    Station station;
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 0) {
        if (arrives(station, sleepers)) station.wake();
        return;
      }
      try {
        sleepers.call(0, [&] { return run(adds_one(station, 8)); });
        ADD_FAILURE() << "the task threw after it had been resumed by another thread, and run() returned";
      } catch (const Trouble& trouble) {
        EXPECT_EQ(trouble.code, 8);
      }
    });
    if (HasFailure()) return;
  }
}

Task<int> descends_to(Station& station, int levels, StackMeter& stack) {
  if (levels == 0) {
    co_await station;
    stack.look();
    co_return 0;
  }
  const int below = co_await descends_to(station, levels - 1, stack);
  stack.look();
  co_return below + 1;
}

// The last of a long chain is suspended. Another thread resumes it, and so all of them end on that thread.
TEST(FirstTaskHidden, AChainThatIsResumedEndsOnAFlatStack) {
  constexpr int kLevels = 2'000;
  Station station;
  StackMeter stack;
  Sleepers sleepers(1);
  int levels = 0;
  run_together(2, [&](unsigned thread) {
    if (thread == 1) {
      levels = sleepers.call(0, [&] { return run(descends_to(station, kLevels, stack)); });
    } else if (arrives(station, sleepers)) {
      station.wake();
    }
  });
  EXPECT_EQ(levels, kLevels);
  EXPECT_TRUE(stack.flat()) << "the last of " << kLevels << " tasks that await each other was resumed, and on the way "
                            << "back the stack has grown by " << stack.span() << " bytes";
}

Task<int> sums(std::vector<Task<int>> tasks) {
  int sum = 0;
  for (Task<int>& task : tasks) sum += co_await std::move(task);
  co_return sum;
}

TEST(FirstTaskHidden, TasksMayBeKeptAndAwaitedInAnyOrder) {
  auto random = parcours::rng();
  for (int round = 0; round < 10; ++round) {
    int alive = 0;
    {
      std::vector<Task<int>> tasks;
      for (int i = 0; i < 20; ++i) tasks.push_back(holds(Guest(alive), i));
      EXPECT_EQ(alive, 20);
      std::shuffle(tasks.begin(), tasks.end(), random);
      EXPECT_EQ(alive, 20) << "tasks in a vector were put into another order: each frame has one owner at any time";
      std::vector<Task<int>> never;
      for (int i = 0; i < 5; ++i) {
        never.push_back(std::move(tasks.back()));
        tasks.pop_back();
      }
      tasks.push_back(holds(Guest(alive), 1000));
      EXPECT_GE(run(sums(std::move(tasks))), 1000);
      EXPECT_EQ(alive, 5) << "16 tasks were awaited, and 5 not";
    }
    ASSERT_EQ(alive, 0) << "tasks that were never awaited go with their vector";
  }
}

TEST(FirstTaskHidden, AbandonedAtEveryDepth) {
  for (int levels = 0; levels < 6; ++levels) {
    int alive = 0;
    int result = 0;
    Station station;
    {
      const Driver abandoned = drives(waits_below(Guest(alive), levels, station), result);
      abandoned.start();
      EXPECT_GE(alive, levels + 3) << "each task has a guest, and the last one two";
    }
    ASSERT_EQ(alive, 0) << "destroyed while suspended " << levels << " levels down: some frame was not destroyed, or "
                        << "twice";
    {
      const Driver finished = drives(waits_below(Guest(alive), levels, station), result);
      finished.start();
      station.wake();
      EXPECT_TRUE(finished.done());
      EXPECT_EQ(result, levels + 1);
    }
    ASSERT_EQ(alive, 0) << "a chain of tasks came to its end, and was not destroyed";
  }
}

// The other thread resumes at the moment at which run() is about to fall asleep, or a little earlier or later.
TEST(FirstTaskHidden, ResumedAtTheMomentOfFallingAsleep) {
  struct Round {
    Station first;
    Station second;
    int written = 0;
    Sleepers runner{1};
  };
  parcours::stress(
      {.threads = 2, .rounds = 1000, .time = std::chrono::milliseconds(100)}, [] { return Round(); },
      [](Round& round, unsigned thread) {
        if (thread == 0) {
          EXPECT_EQ(round.runner.call(0, [&] { return run(stops_twice(round.first, round.second, round.written)); }),
                    21);
          EXPECT_EQ(round.written, 21);
          return;
        }
        for (Station* station : {&round.first, &round.second}) {
          while (!station->occupied()) {
            if (round.runner.returned() > 0) return;
            std::this_thread::yield();
          }
          station->wake();
        }
      },
      [](Round&) {});
}

}  // namespace
}  // namespace first_task_tests
