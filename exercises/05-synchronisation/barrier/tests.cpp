#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

#include "barrier.hpp"
#include "parcours/test.hpp"

namespace {

using parcours::run_together;
using parcours::Sleepers;

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// How often this thread went to sleep so far.
long naps_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

// ---- one thread: what is an arrival, what is a phase ---------------------------------------------------------------

TEST(Barrier, AloneNobodyWaits) {
  int completions = 0;
  Barrier barrier(1, [&] { ++completions; });
  EXPECT_EQ(completions, 0) << "nobody has arrived yet";
  for (int phase = 0; phase < 5; ++phase) {
    barrier.arrive_and_wait();
    ASSERT_EQ(completions, phase + 1) << "every phase ends with one call of the completion step";
  }
}

TEST(Barrier, PhasesAreNumbered) {
  Barrier alone(1, [] {});
  for (unsigned phase = 0; phase < 4; ++phase) {
    ASSERT_EQ(alone.arrive_and_wait(), phase) << "phases are numbered 0, 1, 2 …";
  }

  Barrier two(2, [] {});
  two.arrive_and_drop();
  ASSERT_EQ(two.arrive_and_wait(), 0U) << "a drop and this arrival make phase 0 of two";
  ASSERT_EQ(two.arrive_and_wait(), 1U);

  constexpr unsigned kThreads = 3;
  constexpr unsigned kPhases = 20;
  Barrier barrier(kThreads, [] {});
  std::array<std::vector<unsigned>, kThreads> told;
  run_together(kThreads, [&](unsigned thread) {
    for (unsigned phase = 0; phase < kPhases; ++phase) told[thread].push_back(barrier.arrive_and_wait());
  });
  std::vector<unsigned> all_phases(kPhases);
  std::iota(all_phases.begin(), all_phases.end(), 0U);
  for (const auto& numbers : told) ASSERT_EQ(numbers, all_phases) << "every thread is told 0, 1, 2 …";
}

TEST(Barrier, WorksWithoutACompletionStep) {
  Barrier barrier(1);
  barrier.arrive_and_wait();
  barrier.arrive_and_wait();
  Barrier with_an_empty_function(2, std::function<void()>());
  with_an_empty_function.arrive_and_drop();
  with_an_empty_function.arrive_and_wait();
  with_an_empty_function.arrive_and_drop();
}

TEST(Barrier, DroppingDoesNotWait) {
  int completions = 0;
  Barrier barrier(3, [&] { ++completions; });
  barrier.arrive_and_drop();
  barrier.arrive_and_drop();
  EXPECT_EQ(completions, 0) << "one of three arrivals is still missing";
  barrier.arrive_and_wait();
  EXPECT_EQ(completions, 1) << "this was the third arrival: two dropped before";
}

TEST(Barrier, LaterPhasesExpectOneFewer) {
  int completions = 0;
  Barrier barrier(3, [&] { ++completions; });
  barrier.arrive_and_drop();
  barrier.arrive_and_drop();
  barrier.arrive_and_wait();
  for (int phase = 1; phase < 5; ++phase) {
    barrier.arrive_and_wait();
    ASSERT_EQ(completions, phase + 1) << "one arrival completes a phase when two of three have left";
  }
}

TEST(Barrier, TheLastArrivalMayBeADrop) {
  int completions = 0;
  Barrier barrier(1, [&] { ++completions; });
  barrier.arrive_and_wait();
  barrier.arrive_and_drop();
  EXPECT_EQ(completions, 2) << "the drop was the only arrival of the second phase, so it completed that phase";

  int completions_of_three = 0;
  Barrier three(3, [&] { ++completions_of_three; });
  three.arrive_and_drop();
  three.arrive_and_drop();
  EXPECT_EQ(completions_of_three, 0) << "one of three arrivals is still missing";
  three.arrive_and_drop();
  EXPECT_EQ(completions_of_three, 1) << "all three have arrived, each for the last time: the phase is complete";
}

// ---- waiting -------------------------------------------------------------------------------------------------------

TEST(Barrier, NobodyPassesBeforeTheLastArrives) {
  constexpr unsigned kThreads = 4;
  constexpr unsigned kPhases = 6;
  std::atomic<unsigned> completions{0};
  Barrier barrier(kThreads, [&] { ++completions; });
  for (unsigned phase = 0; phase < kPhases; ++phase) {
    Sleepers sleepers(kThreads - 1);
    run_together(kThreads, [&](unsigned thread) {
      if (thread > 0) {
        sleepers.call(thread - 1, [&] { return barrier.arrive_and_wait(); });
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "arrive_and_wait() came back although one of four had not arrived";
      EXPECT_EQ(completions, phase) << "the completion step ran although one of four had not arrived";
      barrier.arrive_and_wait();
    });
    ASSERT_EQ(completions, phase + 1) << "the completion step runs once a phase";
  }
}

TEST(Barrier, WaitingCostsNoProcessorTime) {
  constexpr unsigned kWaiting = 2;
  Barrier barrier(kWaiting + 1, [] {});
  Sleepers sleepers(kWaiting);
  run_together(kWaiting + 1, [&](unsigned thread) {
    if (thread == 0) {
      // A thread that spins is never seen asleep for long, however many others compete for the cores.
      int calm = 0;
      const auto calm_for_long = [&] { return (calm = sleepers.at_rest() ? calm + 1 : 0) == 30; };
      EXPECT_TRUE(parcours::eventually(calm_for_long, std::chrono::milliseconds(2500)))
          << "a thread that waits in arrive_and_wait() keeps running instead of sleeping";
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      barrier.arrive_and_wait();
      return;
    }
    const auto began = std::chrono::steady_clock::now();
    const auto cpu_before = cpu_time_of_this_thread();
    const long naps_before = naps_of_this_thread();
    sleepers.call(thread - 1, [&] { return barrier.arrive_and_wait(); });
    const auto cpu = cpu_time_of_this_thread() - cpu_before;
    const auto wall = std::chrono::steady_clock::now() - began;
    EXPECT_LT(cpu * 15, wall) << "arrive_and_wait() keeps a core busy while it waits";
    EXPECT_LT(naps_of_this_thread() - naps_before, 10)
        << "arrive_and_wait() wakes again and again to look, with no news";
  });
}

// One thread is released and arrives for the next phase at once, before the other one has even woken. The other one
// must come out of its phase all the same, and the quick one must wait for it in the next.
TEST(Barrier, AQuickThreadDoesNotOvertakeASlowOne) {
  for (int round = 0; round < 60; ++round) {
    Barrier barrier(2, [] {});
    Sleepers slow(1);
    Sleepers quick(1);
    run_together(2,
                 [&](unsigned thread) {
                   if (thread == 0) {
                     slow.settle();
                     quick.call(0, [&] {
                       barrier.arrive_and_wait();
                       barrier.arrive_and_wait();
                     });
                     return;
                   }
                   slow.call(0, [&] { return barrier.arrive_and_wait(); });
                   quick.settle();
                   EXPECT_EQ(quick.returned(), 0U)
                       << "of two threads, one went through phase 1 although the other one had only just "
                       << "come out of phase 0";
                   barrier.arrive_and_wait();
                 });
    if (HasFailure()) return;
  }
}

TEST(Barrier, AllPhasesAtFullSpeed) {
  for (const unsigned threads : {2U, 3U}) {
    constexpr unsigned kPhases = 500;
    unsigned completions = 0;  // plain: only the barrier keeps the threads apart
    Barrier barrier(threads, [&] { ++completions; });
    // What each thread has reached, twice: in odd phases and in even ones. So nobody writes what others still read.
    std::vector<std::array<unsigned, 2>> reached(threads);
    std::atomic<unsigned> wrong{0};
    run_together(threads, [&](unsigned thread) {
      for (unsigned phase = 0; phase < kPhases; ++phase) {
        reached[thread][phase % 2] = phase + 1;
        barrier.arrive_and_wait();
        for (const auto& other : reached) {
          if (other[phase % 2] != phase + 1) ++wrong;
        }
        if (completions != phase + 1) ++wrong;
      }
    });
    ASSERT_EQ(wrong, 0U) << threads << " threads: one of them went on before the others had arrived, or before the "
                         << "completion step had run";
    ASSERT_EQ(completions, kPhases);
  }
}

// ---- the completion step -------------------------------------------------------------------------------------------

TEST(Barrier, CompletionComesBeforeAnybodyPasses) {
  constexpr unsigned kThreads = 3;
  for (int round = 0; round < 12; ++round) {
    Sleepers sleepers(kThreads - 1);
    int completions = 0;
    std::atomic<bool> early{false};
    std::thread::id completed_by;
    Barrier barrier(kThreads, [&] {
      sleepers.settle();  // gives the others every chance to slip out
      if (sleepers.returned() > 0) early = true;
      completed_by = std::this_thread::get_id();
      ++completions;
    });
    std::array<std::thread::id, kThreads> ids;
    run_together(kThreads, [&](unsigned thread) {
      ids[thread] = std::this_thread::get_id();
      if (thread == 0) {
        sleepers.settle();
        barrier.arrive_and_wait();
      } else {
        sleepers.call(thread - 1, [&] { return barrier.arrive_and_wait(); });
      }
      EXPECT_EQ(completions, 1) << "a thread came out of arrive_and_wait(): by then the completion step must have run";
    });
    ASSERT_FALSE(early) << "a thread came out of arrive_and_wait() while the completion step was still running";
    ASSERT_EQ(std::count(ids.begin(), ids.end(), completed_by), 1)
        << "the completion step runs in one of the threads that arrived, within its call";
  }
}

// Plain variables, no locks: the barrier alone makes what was written before visible to those who read after.
TEST(Barrier, CompletionSeesAllAndAllSeeItsWork) {
  constexpr unsigned kThreads = 3;
  constexpr unsigned kPhases = 60;
  auto random = parcours::rng();
  std::vector<std::array<unsigned, kThreads>> parts(kPhases);
  for (auto& row : parts) {
    for (unsigned& part : row) part = static_cast<unsigned>(random() % 1000);
  }
  std::array<unsigned, kThreads> mine{};
  std::array<unsigned, kThreads> differences{};
  unsigned sum = 0;
  Barrier barrier(kThreads, [&] {
    sum = 0;
    for (const unsigned part : mine) sum += part;
  });
  run_together(kThreads, [&](unsigned thread) {
    for (const auto& row : parts) {
      mine[thread] = row[thread];
      barrier.arrive_and_wait();
      if (sum != row[0] + row[1] + row[2]) ++differences[thread];
    }
  });
  for (const unsigned count : differences) {
    ASSERT_EQ(count, 0U) << "the completion step added up what each thread had written before it arrived, and the sum "
                         << "that the threads read afterwards is another one";
  }
}

// ---- leaving -------------------------------------------------------------------------------------------------------

TEST(Barrier, DropWhileOthersWait) {
  for (int round = 0; round < 8; ++round) {
    std::atomic<int> completions{0};
    Barrier barrier(4, [&] { ++completions; });
    Sleepers sleepers(2);
    run_together(3, [&](unsigned thread) {
      if (thread > 0) {
        sleepers.call(thread - 1, [&] { return barrier.arrive_and_wait(); });
        barrier.arrive_and_wait();
        return;
      }
      sleepers.settle();
      barrier.arrive_and_drop();
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "two wait and one of four has dropped: one arrival is still missing";
      EXPECT_EQ(completions, 0) << "two wait and one of four has dropped: one arrival is still missing";
      barrier.arrive_and_wait();
      EXPECT_GE(completions, 1) << "two waited, one dropped and one came last: all four have arrived";
      barrier.arrive_and_wait();
    });
    ASSERT_EQ(completions, 2) << "three of four were left, and each of them arrived once more";
  }
}

TEST(Barrier, ADropReleasesThoseWhoWait) {
  for (int round = 0; round < 8; ++round) {
    std::atomic<int> completions{0};
    Barrier barrier(3, [&] { ++completions; });
    Sleepers sleepers(2);
    run_together(3, [&](unsigned thread) {
      if (thread > 0) {
        sleepers.call(thread - 1, [&] { return barrier.arrive_and_wait(); });
        barrier.arrive_and_wait();
        return;
      }
      const bool both_wait = sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "one of three has not arrived yet";
      barrier.arrive_and_drop();
      if (both_wait) {
        EXPECT_GE(completions, 1) << "the drop was the last arrival: the completion step is over when it returns";
      }
    });
    ASSERT_EQ(completions, 2) << "one phase of three threads, and one of the two that were left";
  }
}

}  // namespace
