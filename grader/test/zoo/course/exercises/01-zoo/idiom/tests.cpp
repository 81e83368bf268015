// The promise of an idiom, alone, with others, and with several callers at once.
#include <cstdint>

#include "idiom.hpp"
#include "parcours/test.hpp"

namespace {

void expect_it_holds(unsigned threads) {
  auto seeds = parcours::rng();
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t seed = seeds();
    EXPECT_TRUE(idiom_holds(threads, seed)) << threads << " threads, seed " << seed;
  }
}

TEST(Idiom, HoldsForOneThread) { expect_it_holds(1); }
TEST(Idiom, HoldsForTwoThreads) { expect_it_holds(2); }
TEST(Idiom, HoldsForMoreThreadsThanCores) { expect_it_holds(5); }

TEST(Idiom, HoldsForSeveralCallers) {
  const std::uint64_t seed = parcours::seed();
  parcours::run_together(3, [&](unsigned caller) { EXPECT_TRUE(idiom_holds(2, seed + caller)); });
}

}  // namespace
