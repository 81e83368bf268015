// Included after tests.cpp, in the same translation unit: Gate, Meeting, PaperJam and the rest are from there.

namespace {

/// Adds two tasks, each of which does the same, down to depth 0, and counts.
void grow(BoundedRunner& runner, std::atomic<unsigned>& grown, unsigned depth) {
  for (int i = 0; depth > 0 && i < 2; ++i) {
    runner.submit([&runner, &grown, depth] { grow(runner, grown, depth - 1); });
  }
  ++grown;
  if (depth % 2 == 1) throw PaperJam(1);
}

// Tasks that add tasks that add tasks; half of them fail afterwards.
TEST(BoundedRunnerHidden, WaitAllWaitsForWholeFamilies) {
  constexpr unsigned kDepth = 5;
  constexpr unsigned kFamily = (2U << kDepth) - 1;
  auto random = parcours::rng();
  for (const unsigned limit : {1U, 2U, 1 + static_cast<unsigned>(random() % 5)}) {
    std::atomic<unsigned> grown{0};
    BoundedRunner runner(limit);
    for (unsigned round = 1; round <= 3; ++round) {
      runner.submit([&] { grow(runner, grown, kDepth); });
      runner.wait_all();
      ASSERT_EQ(grown, kFamily * round) << "wait_all() came back before all added tasks had ended, limit " << limit;
    }
    runner.submit([&] { grow(runner, grown, kDepth); });
  }
}

// Two threads at work, one of them held up: all the others go through the free one, in their order.
TEST(BoundedRunnerHidden, OneSlowTaskHoldsUpNobody) {
  Gate gate;
  std::vector<int> order;
  std::mutex mutex;
  BoundedRunner runner(2);
  const OpensInTheEnd guard(gate);
  runner.submit([&] { gate.pass(); });
  gate.await(1);
  std::vector<Id> ids;
  for (int i = 0; i < 20; ++i) {
    ids.push_back(runner.submit([&, i] {
      const std::lock_guard lock(mutex);
      order.push_back(i);
    }));
  }
  for (const Id id : ids) runner.wait(id);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(order.size(), 20U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << "what was submitted first is taken up first";
}

// Several threads submit at the same time, and each waits for its own tasks.
TEST(BoundedRunnerHidden, ManyThreadsSubmit) {
  constexpr unsigned kThreads = 4;
  constexpr int kTasks = 40;  // each
  BoundedRunner runner(2);
  std::vector<std::vector<Id>> ids(kThreads);
  std::vector<std::vector<int>> results(kThreads, std::vector<int>(kTasks));
  std::atomic<int> unfinished{0};
  run_together(kThreads, [&](unsigned thread) {
    for (int i = 0; i < kTasks; ++i) {
      ids[thread].push_back(runner.submit([&mine = results[thread][static_cast<std::size_t>(i)], i] {
        mine = i;
        if (i % 5 == 0) throw PaperJam(i);
      }));
    }
    for (std::size_t i = 0; i < ids[thread].size(); ++i) {
      runner.wait(ids[thread][i]);
      if (results[thread][i] != static_cast<int>(i)) ++unfinished;
    }
  });
  EXPECT_EQ(unfinished, 0) << "wait() came back before its task had ended";
  std::set<Id> all;
  for (const auto& mine : ids) {
    all.insert(mine.begin(), mine.end());
    for (std::size_t i = 0; i < mine.size(); ++i) {
      ASSERT_EQ(runner.state(mine[i]), i % 5 == 0 ? TaskState::failed : TaskState::done) << "an id got mixed up";
    }
  }
  EXPECT_EQ(all.size(), std::size_t{kThreads} * kTasks) << "two tasks have the same id";
}

// A task may wait, only not for its own runner.
TEST(BoundedRunnerHidden, ATaskMayWaitForAnotherRunner) {
  BoundedRunner outer(1);
  BoundedRunner inner(1);
  int value = 0;
  const Id id = outer.submit([&] {
    const Id child = inner.submit([&] { value = 1; });
    inner.wait(child);
    BoundedRunner own(2);
    own.submit([&] { ++value; });
    own.wait_all();
    inner.wait_all();
  });
  outer.wait(id);
  EXPECT_EQ(message_of(outer.error(id)), "no exception") << "a task may wait for tasks of another runner";
  EXPECT_EQ(value, 2);
}

// A task asks and submits while two threads sleep in wait_all().
TEST(BoundedRunnerHidden, TasksMayAskAndSubmitWhileOthersWait) {
  Gate gate;
  BoundedRunner runner(1);
  const OpensInTheEnd guard(gate);
  std::atomic<int> wrong{0};
  const Id failing = runner.submit([] { throw PaperJam(5); });
  runner.submit([&] {
    gate.pass();
    if (runner.state(failing) != TaskState::failed || !runner.error(failing)) ++wrong;
    const Id added = runner.submit([] {});
    if (runner.state(added) != TaskState::waiting) ++wrong;  // the only thread is this one
    try {
      static_cast<void>(runner.state(added + 1));
      ++wrong;
    } catch (const std::out_of_range&) {
    }
  });
  Sleepers sleepers(2);
  run_together(3, [&](unsigned thread) {
    if (thread > 0) return sleepers.call(thread - 1, [&] { runner.wait_all(); });
    sleepers.settle();
    gate.open();
  });
  EXPECT_EQ(wrong, 0) << "a task that asks for states and errors, and submits, gets the answers that others get";
}

// Runners that end when they have hardly begun, with tasks and without: every thread must hear of the end.
TEST(BoundedRunnerHidden, EndsAtAnyMoment) {
  auto random = parcours::rng();
  for (int round = 0; round < 30; ++round) {
    const unsigned limit = 1 + static_cast<unsigned>(random() % 4);
    const unsigned tasks = static_cast<unsigned>(random() % 4);
    std::atomic<unsigned> ran{0};
    {
      BoundedRunner runner(limit);
      for (unsigned i = 0; i < tasks; ++i) {
        runner.submit([&, i] {
          if (i == 0) runner.submit([&] { ++ran; });
          ++ran;
        });
      }
      if (random() % 2 == 0) std::this_thread::yield();
    }
    ASSERT_EQ(ran, tasks + (tasks > 0 ? 1 : 0)) << "some tasks did not run before the runner was gone";
  }
}

}  // namespace
