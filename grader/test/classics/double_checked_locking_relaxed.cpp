// A table is filled once under a lock, behind a first look at an atomic flag.
// The mistake: the flag is relaxed, so whoever sees it may not see the table.
// Must get: data-race
#include <atomic>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order set, std::memory_order look>
class LazyTable {
 public:
  int at(int i) {
    if (!filled_.load(look)) {
      const std::lock_guard lock(mutex_);
      if (!filled_.load(std::memory_order_relaxed)) {
        for (int k = 0; k < 2; ++k) squares_[k] = k * k;
        filled_.store(true, set);
      }
    }
    return squares_[i];
  }

 private:
  std::mutex mutex_;
  std::atomic<bool> filled_{false};
  int squares_[2] = {-1, -1};
};

template <std::memory_order set, std::memory_order look>
void two_users() {
  LazyTable<set, look> table;
  const auto use = [&] { EXPECT_EQ(table.at(1), 1) << "an empty table"; };
  parcours::play({{"user 1", use}, {"user 2", use}});
}

SCENARIO(Wrong) { two_users<std::memory_order_relaxed, std::memory_order_relaxed>(); }
SCENARIO(Right) { two_users<std::memory_order_release, std::memory_order_acquire>(); }

}  // namespace
