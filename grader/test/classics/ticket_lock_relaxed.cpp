// A ticket lock: threads draw numbers and enter in their order.
// The mistake: the number now served is read and written relaxed, and hands nothing on from owner to owner.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <std::memory_order get, std::memory_order put>
class TicketLock {
 public:
  void lock() {
    const unsigned mine = next_.fetch_add(1, std::memory_order_relaxed);
    while (serving_.load(get) != mine) std::this_thread::yield();
  }
  void unlock() { serving_.store(serving_.load(std::memory_order_relaxed) + 1, put); }

 private:
  std::atomic<unsigned> next_{0};
  std::atomic<unsigned> serving_{0};
};

template <std::memory_order get, std::memory_order put>
void two_owners() {
  TicketLock<get, put> lock;
  int count = 0;
  const auto enter = [&] {
    lock.lock();
    ++count;
    lock.unlock();
  };
  parcours::play({{"owner 1", enter}, {"owner 2", enter}});
  EXPECT_EQ(count, 2);
}

SCENARIO(Wrong) { two_owners<std::memory_order_relaxed, std::memory_order_relaxed>(); }
SCENARIO(Right) { two_owners<std::memory_order_acquire, std::memory_order_release>(); }

}  // namespace
