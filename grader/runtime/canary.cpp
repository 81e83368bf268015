// A known race and a known correct program: a machine whose race detector cannot tell them apart must not grade.
// Built and run exactly as a submission's tests are.
#include <mutex>

#include "parcours/test.hpp"

namespace {

constexpr int rounds = 100;

TEST(Canary, Race) {
  // Volatile, so that the rounds do not become one access, and many places: the detector misses two accesses that come
  // at the very same time.
  volatile int shared[16] = {};
  parcours::run_together(2, [&](unsigned) {
    for (int i = 0; i < rounds; ++i)
      for (volatile int& one : shared) one = one + 1;
  });
}

TEST(Canary, Clean) {
  std::mutex mutex;
  int guarded = 0;
  std::atomic<int> counted{0};
  parcours::run_together(2, [&](unsigned) {
    for (int i = 0; i < rounds; ++i) {
      const std::lock_guard lock(mutex);
      ++guarded;
      ++counted;
    }
  });
  EXPECT_EQ(guarded, 2 * rounds);
  EXPECT_EQ(counted, 2 * rounds);
}

}  // namespace
