// Two threads raise a flag each and then look at the other's: at least one sees the other.
// The mistake: release and acquire let both look before either flag is seen.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order put, std::memory_order get>
void raise_and_look() {
  std::atomic<bool> here[2] = {false, false};
  bool alone[2] = {};
  const auto meet = [&](int me) {
    here[me].store(true, put);
    alone[me] = !here[1 - me].load(get);
  };
  parcours::play({{"first", [&] { meet(0); }}, {"second", [&] { meet(1); }}});
  EXPECT_FALSE(alone[0] && alone[1]) << "neither saw the other";
}

SCENARIO(Wrong) { raise_and_look<std::memory_order_release, std::memory_order_acquire>(); }
SCENARIO(Right) { raise_and_look<std::memory_order_seq_cst, std::memory_order_seq_cst>(); }

}  // namespace
