// A box for one value; producers wait until it is empty and consumers until it is full, at one condition variable.
// The mistake: notify_one() may wake one of the own kind, who only goes back to sleep.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool wakes_all>
class Box {
 public:
  void put() { wait_and_set(false, true); }
  void take() { wait_and_set(true, false); }

 private:
  void wait_and_set(bool before, bool after) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return full_ == before; });
    full_ = after;
    if (wakes_all)
      changed_.notify_all();
    else
      changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool full_ = false;
};

template <bool wakes_all>
void two_of_each() {
  Box<wakes_all> box;
  const auto put = [&] { box.put(); };
  const auto take = [&] { box.take(); };
  parcours::play({{"consumer 1", take}, {"consumer 2", take}, {"producer 1", put}, {"producer 2", put}});
}

SCENARIO(Wrong) { two_of_each<false>(); }
SCENARIO(Right) { two_of_each<true>(); }

}  // namespace
