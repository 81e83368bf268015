// Two relaxed writes, and two readers that look at both in opposite order: they agree who was first.
// The mistake: acquire loads do not make the readers agree; seq_cst loads do, even of relaxed writes.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order get>
void two_readers() {
  std::atomic<int> left{0}, right{0};
  bool left_first = false, right_first = false;
  const auto put = std::memory_order_relaxed;
  parcours::play({{"left writer", [&] { left.store(1, put); }},
                  {"right writer", [&] { right.store(1, put); }},
                  {"reader 1", [&] { left_first = left.load(get) == 1 && right.load(get) == 0; }},
                  {"reader 2", [&] { right_first = right.load(get) == 1 && left.load(get) == 0; }}});
  EXPECT_FALSE(left_first && right_first) << "the readers saw the writes in opposite orders";
}

SCENARIO(Wrong) { two_readers<std::memory_order_acquire>(); }
SCENARIO(Right) { two_readers<std::memory_order_seq_cst>(); }

}  // namespace
