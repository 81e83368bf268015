// Two consumers take from a queue and wait while it is empty.
// The mistake: after waking up a consumer does not look again; the other one may have been faster.
// Must get: test-failure
#include <condition_variable>
#include <deque>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool looks_again>
class Queue {
 public:
  void push(int value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(value);
    filled_.notify_one();
  }
  void pop() {
    std::unique_lock lock(mutex_);
    if (looks_again) {
      while (values_.empty()) filled_.wait(lock);
    } else {
      if (values_.empty()) filled_.wait(lock);
    }
    ASSERT_FALSE(values_.empty()) << "a consumer goes on without a value";
    values_.pop_front();
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<int> values_;
};

template <bool looks_again>
void two_consumers() {
  Queue<looks_again> queue;
  const auto consume = [&] { queue.pop(); };
  parcours::play({{"consumer 1", consume}, {"consumer 2", consume}, {"producer", [&] {
                                                                       queue.push(1);
                                                                       queue.push(2);
                                                                     }}});
}

SCENARIO(Wrong) { two_consumers<false>(); }
SCENARIO(Right) { two_consumers<true>(); }

}  // namespace
