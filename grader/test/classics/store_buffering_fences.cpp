// Two threads raise a relaxed flag each, pass a fence, and look at the other's flag: at least one sees the other.
// The mistake: an acq_rel fence does not order a store before a later load; it takes a seq_cst fence.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

void raise_and_look(std::memory_order fence) {
  std::atomic<bool> here[2] = {false, false};
  bool alone[2] = {};
  const auto meet = [&](int me) {
    here[me].store(true, std::memory_order_relaxed);
    std::atomic_thread_fence(fence);
    alone[me] = !here[1 - me].load(std::memory_order_relaxed);
  };
  parcours::play({{"first", [&] { meet(0); }}, {"second", [&] { meet(1); }}});
  EXPECT_FALSE(alone[0] && alone[1]) << "neither saw the other";
}

SCENARIO(Wrong) { raise_and_look(std::memory_order_acq_rel); }
SCENARIO(Right) { raise_and_look(std::memory_order_seq_cst); }

}  // namespace
