// Tasks may make further tasks; a counter of open tasks tells when all is done.
// The mistake: a task counts itself off before it counts its child on, and in between all seems done.
// Must get: test-failure
#include <atomic>

#include "parcours/scenario.hpp"

namespace {

template <bool child_first>
void run_and_watch() {
  std::atomic<int> open{1};
  std::atomic<int> done{0};
  parcours::play({{"worker",
                   [&] {
                     ++done;
                     if (child_first) ++open;
                     --open;
                     if (!child_first) ++open;
                     ++done;
                     --open;
                   }},
                  {"watcher", [&] {
                     if (open == 0) EXPECT_EQ(done, 2) << "it is said to be done, and is not";
                   }}});
}

SCENARIO(Wrong) { run_and_watch<false>(); }
SCENARIO(Right) { run_and_watch<true>(); }

}  // namespace
