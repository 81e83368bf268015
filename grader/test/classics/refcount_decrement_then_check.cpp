// Two owners share a buffer; the last to let go of it deletes it.
// The mistake: it counts down and looks at the count in two steps, and both owners may find zero.
// Must get: crash
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool in_one_step>
void two_owners() {
  std::atomic<int> owners{2};
  auto* const buffer = new int(1);
  const auto let_go = [&] {
    if (in_one_step) {
      if (owners.fetch_sub(1) == 1) delete buffer;
    } else {
      owners.fetch_sub(1);
      if (owners.load() == 0) delete buffer;
    }
  };
  parcours::play({{"owner 1", let_go}, {"owner 2", let_go}});
}

SCENARIO(Wrong) { two_owners<false>(); }
SCENARIO(Right) { two_owners<true>(); }

}  // namespace
