// A semaphore of a mutex and a condition variable, for two units.
// The mistake: a release says "there is one" instead of "there is one more"; two in a row count once.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool counts>
class Semaphore {
 public:
  void release() {
    const std::lock_guard lock(mutex_);
    units_ = counts ? units_ + 1 : 1;
    freed_.notify_one();
  }
  void acquire() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return units_ > 0; });
    --units_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int units_ = 0;
};

template <bool counts>
void two_units() {
  Semaphore<counts> semaphore;
  const auto release = [&] { semaphore.release(); };
  parcours::play({{"giver 1", release}, {"giver 2", release}, {"taker", [&] {
                                                                 semaphore.acquire();
                                                                 semaphore.acquire();
                                                               }}});
}

SCENARIO(Wrong) { two_units<false>(); }
SCENARIO(Right) { two_units<true>(); }

}  // namespace
