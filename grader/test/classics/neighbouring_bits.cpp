// Two threads mark one seat each as taken.
// The mistake: the marks are bits of one word, so writing one of them is reading and writing the others.
// Must get: data-race
#include <vector>

#include "parcours/scenario.hpp"

namespace {

template <class Mark>
void mark_seats() {
  std::vector<Mark> taken(2);
  parcours::play({{"guest 1", [&] { taken[0] = true; }}, {"guest 2", [&] { taken[1] = true; }}});
  EXPECT_TRUE(taken[0] && taken[1]) << "a seat is free again";
}

SCENARIO(Wrong) { mark_seats<bool>(); }
SCENARIO(Right) { mark_seats<char>(); }

}  // namespace
