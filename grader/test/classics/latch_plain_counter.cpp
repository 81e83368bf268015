// Two workers count down; when both have ended the counter is zero.
// The mistake: the counter is a plain number.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <class Counter>
void count_down() {
  Counter missing{2};
  const auto work = [&] { --missing; };
  parcours::play({{"worker 1", work}, {"worker 2", work}});
  EXPECT_EQ(missing, 0);
}

SCENARIO(Wrong) { count_down<int>(); }
SCENARIO(Right) { count_down<std::atomic<int>>(); }

}  // namespace
