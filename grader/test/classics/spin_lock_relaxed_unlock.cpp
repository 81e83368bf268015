// A spin lock of one flag.
// The mistake: unlock() clears the flag relaxed, so the next owner does not see what this one did.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order clear>
class SpinLock {
 public:
  void lock() {
    while (taken_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() { taken_.clear(clear); }

 private:
  std::atomic_flag taken_;
};

template <std::memory_order clear>
void two_owners() {
  SpinLock<clear> lock;
  int count = 0;
  const auto enter = [&] {
    lock.lock();
    ++count;
    lock.unlock();
  };
  parcours::play({{"owner 1", enter}, {"owner 2", enter}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_owners<std::memory_order_relaxed>(); }
SCENARIO(Right) { two_owners<std::memory_order_release>(); }

}  // namespace
