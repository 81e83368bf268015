// Peterson's mutual exclusion of two threads: both say that they are interested, and the last one to say so waits.
// The mistake: release stores and acquire loads do not keep a store before a later load of another variable.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order get, std::memory_order put>
class Peterson {
 public:
  void lock(int me) {
    interested_[me].store(true, put);
    last_.store(me, put);
    while (interested_[1 - me].load(get) && last_.load(get) == me) std::this_thread::yield();
  }
  void unlock(int me) { interested_[me].store(false, put); }

 private:
  std::atomic<bool> interested_[2] = {false, false};
  std::atomic<int> last_{0};
};

template <std::memory_order get, std::memory_order put>
void two_threads() {
  Peterson<get, put> lock;
  int count = 0;
  const auto enter = [&](int me) {
    lock.lock(me);
    ++count;
    lock.unlock(me);
  };
  parcours::play({{"first", [&] { enter(0); }}, {"second", [&] { enter(1); }}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_threads<std::memory_order_acquire, std::memory_order_release>(); }
SCENARIO(Right) { two_threads<std::memory_order_seq_cst, std::memory_order_seq_cst>(); }

}  // namespace
