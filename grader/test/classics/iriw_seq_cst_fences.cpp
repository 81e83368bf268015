// Two relaxed writes, and two readers that look at both in opposite order with a fence in between: they agree.
// The mistake: acq_rel fences do not make the readers agree who was first; it takes seq_cst fences.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

void two_readers(std::memory_order fence) {
  std::atomic<int> left{0}, right{0};
  bool left_first = false, right_first = false;
  constexpr auto relaxed = std::memory_order_relaxed;
  const auto sees_first = [&](std::atomic<int>& one, std::atomic<int>& other) {
    const bool here = one.load(relaxed) == 1;
    std::atomic_thread_fence(fence);
    return here && other.load(relaxed) == 0;
  };
  parcours::play({{"left writer", [&] { left.store(1, relaxed); }},
                  {"right writer", [&] { right.store(1, relaxed); }},
                  {"reader 1", [&] { left_first = sees_first(left, right); }},
                  {"reader 2", [&] { right_first = sees_first(right, left); }}});
  EXPECT_FALSE(left_first && right_first) << "the readers saw the writes in opposite orders";
}

SCENARIO(Wrong) { two_readers(std::memory_order_acq_rel); }
SCENARIO(Right) { two_readers(std::memory_order_seq_cst); }

}  // namespace
