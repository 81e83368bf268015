// Included after tests.cpp, in the same translation unit. Each test builds one situation in which a plausible barrier
// goes wrong, and builds it over and over.

namespace {

// Each thread leaves after a number of phases of its own, so the barrier shrinks under way.
TEST(BarrierHidden, OneAfterTheOtherLeaves) {
  constexpr unsigned kThreads = 4;
  auto random = parcours::rng();
  for (int round = 0; round < 15; ++round) {
    std::array<unsigned, kThreads> last{};  // the phase in which each one drops
    for (unsigned& phase : last) phase = static_cast<unsigned>(random() % 8);
    std::array<unsigned, kThreads> arrivals{};
    std::vector<unsigned> seen;  // by the completion step: all arrivals so far
    Barrier barrier(kThreads, [&] {
      unsigned all = 0;
      for (const unsigned count : arrivals) all += count;
      seen.push_back(all);
    });
    run_together(kThreads, [&](unsigned thread) {
      for (unsigned phase = 0; phase < last[thread]; ++phase) {
        ++arrivals[thread];
        barrier.arrive_and_wait();
      }
      ++arrivals[thread];
      barrier.arrive_and_drop();
    });
    std::vector<unsigned> expected;
    for (unsigned phase = 0; phase <= *std::max_element(last.begin(), last.end()); ++phase) {
      unsigned all = 0;
      for (const unsigned end : last) all += std::min(end, phase) + 1;
      expected.push_back(all);
    }
    ASSERT_EQ(seen, expected)
        << "four threads leave one after the other; in each phase the completion step counted the "
        << "arrivals so far, and that is what it should have found";
  }
}

// One thread leaves at the moment at which the other one completes the phase and begins the next.
TEST(BarrierHidden, LeavingWhileThePhaseEnds) {
  struct Round {
    std::atomic<int> completions{0};
    Barrier barrier{2, [this] { ++completions; }};
  };
  parcours::stress(
      {.threads = 2, .rounds = 2000, .time = std::chrono::milliseconds(120)}, [] { return Round(); },
      [](Round& round, unsigned thread) {
        if (thread == 1) {
          round.barrier.arrive_and_drop();
          return;
        }
        for (int phase = 0; phase < 3; ++phase) round.barrier.arrive_and_wait();
      },
      [](Round& round) {
        EXPECT_EQ(round.completions, 3) << "one of two left in phase 0, the other one went through three";
      });
}

TEST(BarrierHidden, EverybodyLeavesAtOnce) {
  struct Round {
    std::array<int, 3> before{};
    int completions = 0;
    int sum = 0;
    Barrier barrier{3, [this] {
                      ++completions;
                      sum = before[0] + before[1] + before[2];
                    }};
  };
  parcours::stress(
      {.threads = 3, .rounds = 1500, .time = std::chrono::milliseconds(100)}, [] { return Round(); },
      [](Round& round, unsigned thread) {
        round.before[thread] = 1;
        round.barrier.arrive_and_drop();
      },
      [](Round& round) {
        EXPECT_EQ(round.completions, 1) << "three of three drop in the same phase: it is complete, once";
        EXPECT_EQ(round.sum, 3) << "the completion step did not see what a thread wrote before it dropped";
      });
}

// A few phases on a fresh barrier, with one thread on its way out of a phase while others are on their way into the
// next.
TEST(BarrierHidden, QuickAndSlowThreadsMeetInTheDoor) {
  struct Round {
    int completions = 0;
    Barrier barrier{3, [this] { ++completions; }};
  };
  parcours::stress(
      {.threads = 3, .rounds = 1000, .time = std::chrono::milliseconds(120)}, [] { return Round(); },
      [](Round& round, unsigned) {
        for (int phase = 0; phase < 4; ++phase) {
          round.barrier.arrive_and_wait();
          EXPECT_EQ(round.completions, phase + 1) << "a thread went on in the wrong phase";
        }
      },
      [](Round& round) { EXPECT_EQ(round.completions, 4); });
}

// In every phase two threads that have never been here before: what counts is how many arrive, not who.
TEST(BarrierHidden, CountsArrivalsNotThreads) {
  Barrier barrier(2, [] {});
  for (unsigned phase = 0; phase < 12; ++phase) {
    Sleepers sleepers(1);
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        sleepers.call(0, [&] { return barrier.arrive_and_wait(); });
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "a thread that had not been here before passed alone";
      barrier.arrive_and_wait();
    });
    if (HasFailure()) return;
  }
}

// The same two threads use two barriers, one of them more often than the other.
TEST(BarrierHidden, TwoBarriersHaveNothingInCommon) {
  int often = 0;
  int rarely = 0;
  Barrier first(2, [&] { ++often; });
  Barrier second(2, [&] { ++rarely; });
  std::atomic<int> wrong{0};
  run_together(2, [&](unsigned) {
    for (int step = 0; step < 30; ++step) {
      first.arrive_and_wait();
      if (often != step + 1) ++wrong;
      if (step % 3 != 0) continue;
      second.arrive_and_wait();
      if (rarely != step / 3 + 1) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0) << "two barriers that are used by the same threads got into each other's way";
}

TEST(BarrierHidden, ManyThreads) {
  constexpr unsigned kThreads = 12;
  constexpr unsigned kPhases = 12;
  unsigned completions = 0;
  Barrier barrier(kThreads, [&] { ++completions; });
  std::atomic<unsigned> wrong{0};
  run_together(kThreads, [&](unsigned thread) {
    for (unsigned phase = 0; phase < kPhases; ++phase) {
      barrier.arrive_and_wait();
      if (completions != phase + 1) ++wrong;
      if (phase == thread) break;
    }
    if (thread < kPhases - 1) barrier.arrive_and_drop();
  });
  EXPECT_EQ(wrong, 0U) << "with twelve threads, one went on in the wrong phase";
  EXPECT_EQ(completions, kPhases) << "twelve threads leave one after the other";
}

}  // namespace
