// A counting semaphore of a mutex and a condition variable.
// The mistake: it notifies only when the count leaves zero; a second waiter is not told of the second unit.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool always_notifies>
class Semaphore {
 public:
  void release() {
    const std::lock_guard lock(mutex_);
    if (++count_ == 1 || always_notifies) freed_.notify_one();
  }
  void acquire() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return count_ > 0; });
    --count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int count_ = 0;
};

template <bool always_notifies>
void two_waiters() {
  Semaphore<always_notifies> semaphore;
  const auto acquire = [&] { semaphore.acquire(); };
  parcours::play({{"waiter 1", acquire}, {"waiter 2", acquire}, {"giver", [&] {
                                                                   semaphore.release();
                                                                   semaphore.release();
                                                                 }}});
}

SCENARIO(Wrong) { two_waiters<false>(); }
SCENARIO(Right) { two_waiters<true>(); }

}  // namespace
