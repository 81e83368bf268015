// Tiny programs that meet at a barrier, for the controlled scheduler: each is played in thousands of orders. A scenario
// says who is there and what must hold in the end, whatever the order.
#include "barrier.hpp"
#include "parcours/scenario.hpp"

namespace {

using parcours::play;

// Whoever is released first may arrive again while the other one has not even woken.
SCENARIO(TwoThreadsTwoPhases) {
  int phases = 0;
  Barrier barrier(2, [&] { ++phases; });
  const auto walk = [&] {
    for (int phase = 0; phase < 2; ++phase) {
      barrier.arrive_and_wait();
      EXPECT_EQ(phases, phase + 1) << "a thread came out of the wrong phase";
    }
  };
  play({{"thread 1", walk}, {"thread 2", walk}});
}

// Both are told the number of the phase that they have been in.
SCENARIO(BothAreToldTheNumber) {
  Barrier barrier(2, [] {});
  const auto walk = [&] {
    EXPECT_EQ(barrier.arrive_and_wait(), 0U) << "the first phase has the number 0";
    EXPECT_EQ(barrier.arrive_and_wait(), 1U) << "the second phase has the number 1";
  };
  play({{"thread 1", walk}, {"thread 2", walk}});
}

// Two sleep when the last one arrives: its arrival is news for both.
SCENARIO(EverybodyIsReleased) {
  int phases = 0;
  Barrier barrier(3, [&] { ++phases; });
  const auto meet = [&] { barrier.arrive_and_wait(); };
  play({{"thread 1", meet}, {"thread 2", meet}, {"thread 3", meet}});
  EXPECT_EQ(phases, 1) << "three threads met once";
}

// No lock but the barrier: what was written before it is there after it.
SCENARIO(NobodyPassesAlone) {
  Barrier barrier(2, [] {});
  int left = 0;
  int right = 0;
  play({{"left",
         [&] {
           left = 1;
           barrier.arrive_and_wait();
           EXPECT_EQ(right, 1) << "the other thread had not arrived yet, or its work cannot be seen";
         }},
        {"right", [&] {
           right = 1;
           barrier.arrive_and_wait();
           EXPECT_EQ(left, 1) << "the other thread had not arrived yet, or its work cannot be seen";
         }}});
}

// The completion step sees what both wrote, runs once a phase, and both see what it did.
SCENARIO(CompletionIsVisibleToAll) {
  int one = 0;
  int two = 0;
  int sum = 0;
  int completions = 0;
  Barrier barrier(2, [&] {
    sum = one + two;
    ++completions;
  });
  const auto walk = [&](int& mine) {
    for (int phase = 0; phase < 2; ++phase) {
      mine += 1;
      barrier.arrive_and_wait();
      EXPECT_EQ(completions, phase + 1) << "before anybody passes, the completion step runs exactly once";
      EXPECT_EQ(sum, 2 * (phase + 1)) << "the completion step added up what both had written before they arrived";
    }
  };
  play({{"thread 1", [&] { walk(one); }}, {"thread 2", [&] { walk(two); }}});
  EXPECT_EQ(completions, 2);
}

// One leaves while the others wait or arrive; from then on two are enough.
SCENARIO(OneDropsWhileOthersWait) {
  int phases = 0;
  Barrier barrier(3, [&] { ++phases; });
  const auto walk = [&] {
    for (int phase = 0; phase < 2; ++phase) {
      barrier.arrive_and_wait();
      EXPECT_EQ(phases, phase + 1) << "a thread came out of the wrong phase";
    }
  };
  play({{"thread 1", walk}, {"thread 2", walk}, {"leaves", [&] { barrier.arrive_and_drop(); }}});
  EXPECT_EQ(phases, 2) << "one phase of three threads, and one of the two that stayed";
}

// One leaves, and the phase ends at that very moment: the next one must expect one arrival already.
SCENARIO(OneIsLeftAlone) {
  int completions = 0;
  Barrier barrier(2, [&] { ++completions; });
  play({{"stays",
         [&] {
           for (int phase = 0; phase < 3; ++phase) barrier.arrive_and_wait();
         }},
        {"leaves", [&] { barrier.arrive_and_drop(); }}});
  EXPECT_EQ(completions, 3) << "the first phase of two threads, and two more of the one that stayed";
}

// Nobody waits, and the phase is complete all the same: whoever drops last sees to it.
SCENARIO(BothDrop) {
  int one = 0;
  int two = 0;
  int sum = 0;
  int completions = 0;
  Barrier barrier(2, [&] {
    sum = one + two;
    ++completions;
  });
  const auto leave = [&](int& mine) {
    mine = 1;
    barrier.arrive_and_drop();
  };
  play({{"thread 1", [&] { leave(one); }}, {"thread 2", [&] { leave(two); }}});
  EXPECT_EQ(completions, 1) << "two of two drop in the same phase: it is complete, once";
  EXPECT_EQ(sum, 2) << "the completion step sees what each thread wrote before it dropped";
}

}  // namespace
