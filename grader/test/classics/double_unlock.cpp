// A customer takes a ticket from a box under a lock.
// The mistake: when there is none left the lock is unlocked twice.
// Must get: crash
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool returns>
class Box {
 public:
  void take() {
    mutex_.lock();
    if (tickets_ == 0) {
      mutex_.unlock();
      if (returns) return;
    } else {
      --tickets_;
    }
    mutex_.unlock();
  }

 private:
  std::mutex mutex_;
  int tickets_ = 1;
};

template <bool returns>
void two_customers() {
  Box<returns> box;
  const auto take = [&] { box.take(); };
  parcours::play({{"customer 1", take}, {"customer 2", take}});
}

SCENARIO(Wrong) { two_customers<false>(); }
SCENARIO(Right) { two_customers<true>(); }

}  // namespace
