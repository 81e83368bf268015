// Two searchers look for the same thing, and the first to find it keeps a promise.
// The mistake: whether it has been kept is asked and then set in two steps, and the second one throws.
// Must get: crash
#include <atomic>
#include <future>

#include "parcours/scenario.hpp"

namespace {

template <bool in_one_step>
void two_searchers() {
  std::promise<int> found;
  std::atomic<bool> kept{false};
  const auto search = [&](int place) {
    if (in_one_step) {
      if (kept.exchange(true)) return;
    } else {
      if (kept.load()) return;
      kept.store(true);
    }
    found.set_value(place);
  };
  parcours::play({{"searcher 1", [&] { search(1); }}, {"searcher 2", [&] { search(2); }}});
  EXPECT_NE(found.get_future().get(), 0);
}

SCENARIO(Wrong) { two_searchers<false>(); }
SCENARIO(Right) { two_searchers<true>(); }

}  // namespace
