// Two writers write one variable each, and two readers look at both in opposite order: they agree who was first.
// The mistake: with acquire and release there is no such order for all threads (IRIW).
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order put, std::memory_order get>
void two_readers() {
  std::atomic<int> left{0}, right{0};
  bool left_first = false, right_first = false;
  parcours::play({{"left writer", [&] { left.store(1, put); }},
                  {"right writer", [&] { right.store(1, put); }},
                  {"reader 1", [&] { left_first = left.load(get) == 1 && right.load(get) == 0; }},
                  {"reader 2", [&] { right_first = right.load(get) == 1 && left.load(get) == 0; }}});
  EXPECT_FALSE(left_first && right_first) << "the readers saw the writes in opposite orders";
}

SCENARIO(Wrong) { two_readers<std::memory_order_release, std::memory_order_acquire>(); }
SCENARIO(Right) { two_readers<std::memory_order_seq_cst, std::memory_order_seq_cst>(); }

}  // namespace
