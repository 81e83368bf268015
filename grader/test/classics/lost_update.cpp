// Two threads count in an atomic variable.
// The mistake: they load and store it in two steps, and one overwrites what the other has added.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool in_one_step>
void count() {
  std::atomic<int> sum{0};
  const auto add = [&] {
    if (in_one_step)
      sum.fetch_add(1);
    else
      sum.store(sum.load() + 1);
  };
  parcours::play({{"first", add}, {"second", add}});
  EXPECT_EQ(sum, 2) << "an update is lost";
}

SCENARIO(Wrong) { count<false>(); }
SCENARIO(Right) { count<true>(); }

}  // namespace
