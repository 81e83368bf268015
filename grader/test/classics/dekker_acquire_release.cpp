// Dekker's mutual exclusion of two threads: flags that say who wants to enter, and whose turn it is.
// The mistake: with acquire and release both may read the other's flag before it is raised.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order get, std::memory_order put>
class Dekker {
 public:
  void lock(int me) {
    const int other = 1 - me;
    wants_[me].store(true, put);
    while (wants_[other].load(get)) {
      if (turn_.load(get) == me) continue;
      wants_[me].store(false, put);
      while (turn_.load(get) != me) std::this_thread::yield();
      wants_[me].store(true, put);
    }
  }
  void unlock(int me) {
    turn_.store(1 - me, put);
    wants_[me].store(false, put);
  }

 private:
  std::atomic<bool> wants_[2] = {false, false};
  std::atomic<int> turn_{0};
};

template <std::memory_order get, std::memory_order put>
void two_threads() {
  Dekker<get, put> lock;
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
