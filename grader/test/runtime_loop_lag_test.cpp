#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <time.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "parcours/loop_lag.hpp"
#include "parcours/run.hpp"

namespace parcours {
namespace {

using std::chrono::milliseconds;

/// Calls what is posted, in the thread that calls run().
class Loop {
 public:
  void post(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    more_.notify_one();
  }
  /// Until a task calls stop().
  void run() {
    while (!over_) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        more_.wait(lock, [&] { return !tasks_.empty(); });
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }
  void stop() { over_ = true; }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> tasks_;
  bool over_ = false;
};

/// What a loop looks like in which `task` is called once, half a second after idleness.
struct Held {
  milliseconds sleep;
  milliseconds work;
};
Held held_by(const std::function<void()>& task) {
  Loop loop;
  std::optional<LoopLag> lag(std::in_place, [&](std::function<void()> probe) { loop.post(std::move(probe)); });
  Held held{};
  std::jthread other([&] {
    std::this_thread::sleep_for(milliseconds(100));
    loop.post(task);
    loop.post([&] { loop.post([&] { loop.post([&] { loop.stop(); }); }); });
  });
  loop.run();
  held = {lag->longest_sleep(), lag->longest_work()};
  lag.reset();
  return held;
}

TEST(LoopLag, IsSmallInAnIdleLoop) {
  const Held held = held_by([] {});
  EXPECT_LT(held.sleep, milliseconds(50));
  EXPECT_LT(held.work, milliseconds(50));
}

TEST(LoopLag, SeesABlockedThread) {
  const Held held = held_by([] { std::this_thread::sleep_for(milliseconds(200)); });
  EXPECT_GE(held.sleep, milliseconds(100));
  EXPECT_LT(held.work, milliseconds(50));
}

TEST(LoopLag, SeesAThreadThatComputes) {
  const Held held = held_by([] {
    timespec start{};
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    do ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1'000'000 < 200);
  });
  EXPECT_GE(held.work, milliseconds(100));
  EXPECT_LT(held.sleep, milliseconds(50));
}

TEST(LoopLag, FailsTheTestWhereTheLoopIsHeldUp) {
  Loop loop;
  LoopLag lag([&](std::function<void()> probe) { loop.post(std::move(probe)); });
  std::jthread other([&] {
    std::this_thread::sleep_for(milliseconds(50));
    loop.post([] { std::this_thread::sleep_for(milliseconds(150)); });
    loop.post([&] { loop.post([&] { loop.stop(); }); });
  });
  loop.run();
  EXPECT_NONFATAL_FAILURE(expect_responsive(lag), "its thread slept for");
}

}  // namespace
}  // namespace parcours
