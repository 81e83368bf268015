// Included after tests.cpp, in the same translation unit: act(), Gate, Shared and the rest are from there.

namespace {

/// Looks again and again whether `condition` holds, with a pause in between, for 4 s at most. For a worker process.
template <class Condition>
void await(Condition condition) {
  for (int i = 0; i < 4000 && !condition(); ++i) std::this_thread::sleep_for(milliseconds(1));
}

TEST(PoolMapHidden, EveryInputKillsItsWorker) {
  const Shared<Meeting> both(2);
  ProcessPool pool(2, [&](std::int64_t input) {
    if (input > 0) both->attend();
    return act(input);
  });
  Inputs inputs;
  for (int i = 0; i < 4; ++i) inputs.insert(inputs.end(), {kExitsWell, kKilled, kExits});
  EXPECT_EQ(told(pool.map(inputs, 4)), expected(inputs)) << "a worker that exits with 0 in the middle died as well";
  EXPECT_EQ(told(pool.map({1, 2})), expected({1, 2})) << "both workers are there again";
  EXPECT_FALSE(has_zombies()) << "a worker died, and map() returned before anybody had waited for it (waitpid)";
}

TEST(PoolMapHidden, AnyMixture) {
  auto random = parcours::rng();
  const Shared<std::array<std::atomic<int>, 64>> calls;
  for (const unsigned workers : {1U, 2U, 4U}) {
    ProcessPool pool(workers, [&](std::int64_t input) {
      if (input >= 0) ++(*calls)[static_cast<std::size_t>(input)];
      return act(input);
    });
    for (int round = 0; round < 4; ++round) {
      for (auto& count : *calls) count = 0;
      Inputs inputs(1 + random() % 60);
      for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<std::int64_t>(i);
      for (std::uint64_t deaths = random() % 4; deaths > 0; --deaths) {
        inputs[random() % inputs.size()] = -1 - static_cast<std::int64_t>(random() % 4);
      }
      for (std::uint64_t throws = random() % 4; throws > 0; --throws) inputs[random() % inputs.size()] = kThrows;
      const std::size_t chunk = 1 + random() % 20;
      ASSERT_EQ(told(pool.map(inputs, chunk)), expected(inputs)) << workers << " workers, chunks of " << chunk;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i] < 0) continue;
        ASSERT_EQ((*calls)[i], 1) << "the function was called for input " << i << " so often, chunks were of " << chunk;
      }
    }
  }
}

TEST(PoolMapHidden, ChunksLargerThanAllInputs) {
  ProcessPool pool(2, own_pid);
  for (const std::size_t chunk :
       {std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max() - 1, std::size_t{1} << 40U}) {
    EXPECT_EQ(handled_by(pool.map(Inputs(5), chunk)).size(), 1U) << "one chunk of all inputs goes to one worker";
  }
}

TEST(PoolMapHidden, MessagesOfAnyLength) {
  const auto text = [](std::int64_t size) { return std::string(static_cast<std::size_t>(size), 'x') + "\n."; };
  ProcessPool pool(2, [&](std::int64_t input) -> std::int64_t {
    if (input == 0) throw std::runtime_error("");
    if (input % 2 == 0) throw std::runtime_error(text(input));
    return input;
  });
  const Inputs inputs{1, 0, 300'000, 3, 300'002, 8, 5, 0};
  for (const std::size_t chunk : {1U, 8U}) {
    const auto outcomes = pool.map(inputs, chunk);
    ASSERT_EQ(outcomes.size(), inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] % 2 != 0) {
        EXPECT_EQ(told(outcomes[i]), "returned " + std::to_string(inputs[i]));
        continue;
      }
      EXPECT_TRUE(outcomes[i].fate == Fate::threw);
      EXPECT_TRUE(outcomes[i].message == (inputs[i] == 0 ? "" : text(inputs[i])))
          << "the message of an exception, which has " << inputs[i] << " characters and a few, came out with "
          << outcomes[i].message.size();
    }
  }
}

// The parent is stopped while a worker answers two inputs and dies at the third: when it goes on, answers and death are
// there at once.
TEST(PoolMapHidden, WhatAWorkerSaidBeforeItDiedCounts) {
  struct Stage {
    std::atomic<pid_t> victim{0};
    Gate parent_has_stopped;
  };
  const Shared<Stage> stage;
  const pid_t parent = getpid();
  ProcessPool pool(2, [&](std::int64_t input) {
    if (input == 1) {
      stage->victim = getpid();
      stage->parent_has_stopped.pass();
    }
    if (input == 9) {
      await([&] { return stage->victim != 0; });
      kill(parent, SIGSTOP);
      await([&] { return state_of(parent) == 'T'; });
      stage->parent_has_stopped.open();
      await([&] { return state_of(stage->victim) == 'Z' || state_of(stage->victim) == '\0'; });
      kill(parent, SIGCONT);
    }
    return act(input);
  });
  const Inputs inputs{1, 2, kKilled, 9, 10, 11};
  EXPECT_EQ(told(pool.map(inputs, 3)), expected(inputs))
      << "a worker answered two inputs and died at the third, before the parent had read any of it";
}

// Signals come while map() waits. They have a handler, so calls of the system return with EINTR.
TEST(PoolMapHidden, SignalsDoNotDisturb) {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  struct sigaction before{};
  sigaction(SIGUSR1, &action, &before);
  const pid_t parent = getpid();
  {
    ProcessPool pool(2, [parent](std::int64_t input) {
      for (int i = 0; i < 3; ++i) {
        for (int look = 0; look < 200 && state_of(parent) != 'S'; ++look) std::this_thread::yield();
        kill(parent, SIGUSR1);
      }
      return act(input);
    });
    const Inputs inputs{1, 2, 3, kKilled, 4, 5};
    EXPECT_EQ(told(pool.map(inputs, 2)), expected(inputs)) << "a signal that the program handles came during map()";
  }
  sigaction(SIGUSR1, &before, nullptr);
}

// The workers of the second pool have inherited whatever the program had open, the ends of the first one too.
TEST(PoolMapHidden, SeveralPools) {
  const parcours::Census before;
  auto first = std::make_unique<ProcessPool>(2, act);
  auto second = std::make_unique<ProcessPool>(2, plus_one);
  const Inputs inputs{1, kKilled, 2, kExits, 3};
  EXPECT_EQ(told(first->map(inputs, 2)), expected(inputs)) << "a worker of the first of two pools died";
  EXPECT_EQ(told(second->map({1, 2})), (Texts{"returned 2", "returned 3"}));
  parcours::with_time_limit(kPatience, "the end of the first pool, while the second one lives", [&] { first.reset(); });
  EXPECT_EQ(told(second->map({3, 4})), (Texts{"returned 4", "returned 5"}));
  auto third = std::make_unique<ProcessPool>(2, act);
  second.reset();
  EXPECT_EQ(told(third->map(inputs, 2)), expected(inputs));
  third.reset();
  parcours::expect_no_leftovers(before);
}

TEST(PoolMapHidden, OtherChildrenAreLeftAlone) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(7);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  const Inputs inputs{1, kKilled, 2, kExits};
  Texts texts;
  EXPECT_NO_THROW(texts = told(ProcessPool(2, act).map(inputs, 2)));
  EXPECT_EQ(texts, expected(inputs)) << "a child that is not the pool's ended before map()";
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child) << "the pool waited for a child that is not its own";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

// After some workers, there are no descriptors left.
TEST(PoolMapHidden, AConstructorThatFailsLeavesNothing) {
  const parcours::Census before;
  const int next = dup(STDERR_FILENO);
  ASSERT_GE(next, 0);
  close(next);
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit tight{static_cast<rlim_t>(next) + 9, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  bool works = false;
  std::string thrown;
  try {
    ProcessPool pool(12, plus_one);
    works = told(pool.map({1, 2})) == Texts{"returned 2", "returned 3"};
  } catch (const std::system_error&) {
    thrown = "std::system_error";
  } catch (const std::exception& other) {
    thrown = other.what();
  }
  setrlimit(RLIMIT_NOFILE, &limit);
  EXPECT_TRUE(works || thrown == "std::system_error")
      << "the system refused a descriptor: the constructor throws std::system_error; this one threw: \"" << thrown
      << "\"";
  parcours::expect_no_leftovers(before);
}

}  // namespace
