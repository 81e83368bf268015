// Two consumers take what is there from a queue with a lock inside.
// The mistake: they ask empty() and then pop(), and the other one may come in between.
// Must get: test-failure
#include <deque>
#include <mutex>
#include <optional>

#include "parcours/scenario.hpp"

namespace {

class Queue {
 public:
  bool empty() {
    const std::lock_guard lock(mutex_);
    return values_.empty();
  }
  std::optional<int> pop() {
    const std::lock_guard lock(mutex_);
    if (values_.empty()) return {};
    const int value = values_.front();
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::deque<int> values_ = {1};
};

template <bool asks_the_result>
void two_consumers() {
  Queue queue;
  const auto consume = [&] {
    if (asks_the_result) {
      if (const auto value = queue.pop()) EXPECT_EQ(*value, 1);
    } else if (!queue.empty()) {
      EXPECT_TRUE(queue.pop().has_value()) << "it was not empty just now";
    }
  };
  parcours::play({{"consumer 1", consume}, {"consumer 2", consume}});
}

SCENARIO(Wrong) { two_consumers<false>(); }
SCENARIO(Right) { two_consumers<true>(); }

}  // namespace
