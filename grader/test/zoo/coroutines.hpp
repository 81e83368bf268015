// Coroutines that are suspended on one thread and resumed on another, until a queue of them is empty.
#pragma once
#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class Scheduler {
 public:
  struct Fire {
    struct promise_type {
      Fire get_return_object() { return {}; }
      std::suspend_never initial_suspend() noexcept { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void return_void() {}
      void unhandled_exception() { std::terminate(); }
    };
  };
  auto elsewhere() {
    struct Hop {
      Scheduler& scheduler;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> rest) const { scheduler.post(rest); }
      void await_resume() const noexcept {}
    };
    return Hop{*this};
  }
  void post(std::coroutine_handle<> rest) {
    const std::lock_guard lock(mutex_);
    rests_.push_back(rest);
    ready_.notify_one();
  }
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return !rests_.empty() || ended_; });
      if (rests_.empty()) return;
      const std::coroutine_handle<> rest = rests_.front();
      rests_.pop_front();
      lock.unlock();
      rest.resume();
    }
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    ready_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::coroutine_handle<>> rests_;
  bool ended_ = false;
};

inline Scheduler::Fire travel(Scheduler& scheduler, std::string luggage, unsigned hops, std::atomic<unsigned>& right,
                              std::latch& done) {
  const std::string before = luggage;
  unsigned local = 0;
  for (unsigned i = 0; i < hops; ++i) {
    co_await scheduler.elsewhere();
    ++local;
    luggage += '.';
  }
  if (local == hops && luggage.size() == before.size() + hops) ++right;
  done.count_down();
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Scheduler scheduler;
  std::atomic<unsigned> right{0};
  std::latch done(10);
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t) all.emplace_back([&] { scheduler.work(); });
  for (unsigned i = 0; i < 10; ++i) travel(scheduler, "a suitcase full of " + std::to_string(seed), 5 + i, right, done);
  done.wait();
  scheduler.end();
  all.clear();
  return right == 10;
}
