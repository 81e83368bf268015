// Two owners share an object; the last to let go of it deletes it.
// The mistake: the count goes down with relaxed order, so the deletion is not ordered after the other owner's use.
// Must get: data-race
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

struct Shared {
  std::atomic<long> owners{2};
  int notes[2] = {};
};

template <std::memory_order release>
void two_owners() {
  auto* const shared = new Shared;
  const auto use = [shared](int me) {
    shared->notes[me] = 1;
    if (shared->owners.fetch_sub(1, release) == 1) delete shared;
  };
  parcours::play({{"owner 1", [&] { use(0); }}, {"owner 2", [&] { use(1); }}});
}

SCENARIO(Wrong) { two_owners<std::memory_order_relaxed>(); }
SCENARIO(Right) { two_owners<std::memory_order_acq_rel>(); }

}  // namespace
