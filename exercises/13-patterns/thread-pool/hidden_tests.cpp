// Included after tests.cpp, in the same translation unit. Each test builds one situation in which a plausible pool goes
// wrong.

namespace {

int fibonacci(ThreadPool& pool, int n) {
  if (n < 2) return n;
  std::future<int> first = compute(pool, [&pool, n] { return fibonacci(pool, n - 1); });
  const int second = fibonacci(pool, n - 2);
  pool.wait(first);
  return value_of(first) + second;
}

// A whole tree of tasks, each of which waits for the one that it has submitted.
TEST(ThreadPoolHidden, ForkAndJoin) {
  for (const unsigned workers : {1U, 3U}) {
    ThreadPool pool(workers);
    std::future<int> in_the_pool = compute(pool, [&pool] { return fibonacci(pool, 9); });
    pool.wait(in_the_pool);
    ASSERT_EQ(value_of(in_the_pool), 34) << "with " << workers << " workers";
    ASSERT_EQ(fibonacci(pool, 8), 21) << "from outside, with " << workers << " workers";
  }
}

// All workers are in tasks that wait at the same time, so nobody is left to run what they wait for.
TEST(ThreadPoolHidden, EveryWorkerWaits) {
  constexpr unsigned kWorkers = 3;
  for (int round = 0; round < 10; ++round) {
    ThreadPool pool(kWorkers);
    const auto all_there = std::make_shared<std::latch>(kWorkers);
    std::vector<std::future<int>> parents;
    for (unsigned i = 0; i < kWorkers; ++i) {
      parents.push_back(compute(pool, [&pool, all_there] {
        all_there->arrive_and_wait();
        std::future<int> first = compute(pool, [] { return 2; });
        std::future<int> second = compute(pool, [] { return 4; });
        pool.wait(first);
        pool.wait(second);
        return value_of(first) + value_of(second);
      }));
    }
    for (auto& parent : parents) ASSERT_EQ(value_of(parent), 6);
  }
}

// A task that began before the destructor did waits for tasks that it submits afterwards.
TEST(ThreadPoolHidden, WaitsWhileItEnds) {
  Gate gate;
  std::optional<ThreadPool> pool(std::in_place, 1U);
  const OpensInTheEnd opens(gate);
  ThreadPool& the_pool = *pool;
  std::future<int> sum = compute(the_pool, [&] {
    gate.pass();
    return fibonacci(the_pool, 7);
  });
  while_it_ends(pool, [&](pid_t) { gate.open(); });
  EXPECT_EQ(value_of(sum), 13);
}

// Two pools know nothing of each other, also where a task of one submits to the other and waits there.
TEST(ThreadPoolHidden, TwoPools) {
  Gate gate;
  ThreadPool first(1);
  ThreadPool second(1);
  const OpensInTheEnd opens(gate);
  const pid_t first_worker = value_of(compute(first, gettid));
  const std::future<void> stopped = stop_a_worker(second, gate);
  std::future<int> who;
  value_of(run(first, [&] { who = compute(second, gettid); }));
  for (int i = 0; i < 3; ++i) value_of(run(first, [] {}));
  EXPECT_FALSE(is_ready(who)) << "a task of the second pool ran although that pool's only worker was stopped";
  gate.open();
  EXPECT_NE(value_of(who), first_worker) << "a task runs in the pool to which it was submitted";
  std::future<int> sum = compute(first, [&] {
    std::future<int> part = compute(second, [&] { return fibonacci(second, 6); });
    second.wait(part);
    return value_of(part);
  });
  EXPECT_EQ(value_of(sum), 8);
}

// Several threads from outside wait at once, for one and the same task and for their own, and help where they can.
TEST(ThreadPoolHidden, SeveralThreadsHelp) {
  constexpr unsigned kThreads = 3;
  for (int round = 0; round < 10; ++round) {
    ThreadPool pool(1);
    std::future<int> common = compute(pool, [&pool] { return fibonacci(pool, 4); });
    run_together(kThreads, [&](unsigned) {
      pool.wait(common);
      EXPECT_TRUE(is_ready(common)) << "wait() returned before the future was ready";
      for (int i = 0; i < 5; ++i) ASSERT_EQ(fibonacci(pool, 5), 5);
    });
    ASSERT_EQ(value_of(common), 3);
  }
}

}  // namespace
