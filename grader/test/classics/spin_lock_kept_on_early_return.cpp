// A spin lock guards a stock of goods.
// The mistake: a buyer who finds nothing returns without unlocking, and the others spin for ever.
// Must get: timeout
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool unlocks_always>
class Stock {
 public:
  bool buy() {
    lock();
    if (goods_ == 0) {
      if (unlocks_always) unlock();
      return false;
    }
    --goods_;
    unlock();
    return true;
  }
  void deliver() {
    lock();
    ++goods_;
    unlock();
  }

 private:
  void lock() {
    while (taken_.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() { taken_.store(false, std::memory_order_release); }

  std::atomic<bool> taken_{false};
  int goods_ = 0;
};

template <bool unlocks_always>
void buy_and_deliver() {
  Stock<unlocks_always> stock;
  parcours::play({{"supplier", [&] { stock.deliver(); }}, {"buyer", [&] { stock.buy(); }}});
}

SCENARIO(Wrong) { buy_and_deliver<false>(); }
SCENARIO(Right) { buy_and_deliver<true>(); }

}  // namespace
