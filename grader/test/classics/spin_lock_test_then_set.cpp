// A spin lock of one flag.
// The mistake: lock() looks and sets in two steps, and two threads may find the lock free.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool in_one_step>
class SpinLock {
 public:
  void lock() {
    if (in_one_step) {
      while (taken_.exchange(true)) std::this_thread::yield();
    } else {
      while (taken_.load()) std::this_thread::yield();
      taken_.store(true);
    }
  }
  void unlock() { taken_.store(false); }

 private:
  std::atomic<bool> taken_{false};
};

template <bool in_one_step>
void two_owners() {
  SpinLock<in_one_step> lock;
  int count = 0;
  const auto enter = [&] {
    lock.lock();
    ++count;
    lock.unlock();
  };
  parcours::play({{"owner 1", enter}, {"owner 2", enter}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_owners<false>(); }
SCENARIO(Right) { two_owners<true>(); }

}  // namespace
