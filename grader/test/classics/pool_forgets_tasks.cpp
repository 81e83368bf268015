// A pool's worker runs tasks until the pool is stopped; what was handed in before the stop is still to be done.
// The mistake: the worker leaves as soon as it sees the stop, with tasks in the queue.
// Must get: test-failure
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool drains>
class Pool {
 public:
  void submit(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    changed_.notify_one();
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopped_ || !tasks_.empty(); });
      if (drains ? tasks_.empty() : stopped_) return;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopped_ = false;
};

template <bool drains>
void submit_and_stop() {
  Pool<drains> pool;
  int done = 0;
  parcours::play({{"owner",
                   [&] {
                     pool.submit([&] { ++done; });
                     pool.submit([&] { ++done; });
                     pool.stop();
                   }},
                  {"worker", [&] { pool.work(); }}});
  EXPECT_EQ(done, 2) << "tasks are forgotten";
}

SCENARIO(Wrong) { submit_and_stop<false>(); }
SCENARIO(Right) { submit_and_stop<true>(); }

}  // namespace
