// Consumers wait at a queue until there is a value or the queue is closed.
// The mistake: close() wakes only one of them.
// Must get: deadlock
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "parcours/scenario.hpp"

namespace {

template <bool wakes_all>
class Queue {
 public:
  void push(int value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(value);
    changed_.notify_one();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    wakes_all ? changed_.notify_all() : changed_.notify_one();
  }
  /// Nothing: it is closed.
  std::optional<int> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !values_.empty(); });
    if (values_.empty()) return {};
    const int value = values_.front();
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> values_;
  bool closed_ = false;
};

template <bool wakes_all>
void consume_until_closed() {
  Queue<wakes_all> queue;
  const auto consume = [&] {
    while (queue.pop()) {
    }
  };
  parcours::play({{"consumer 1", consume}, {"consumer 2", consume}, {"producer", [&] {
                                                                       queue.push(1);
                                                                       queue.close();
                                                                     }}});
}

SCENARIO(Wrong) { consume_until_closed<false>(); }
SCENARIO(Right) { consume_until_closed<true>(); }

}  // namespace
