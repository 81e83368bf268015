#pragma once
// Mistake: the task refers to the caller's arguments instead of keeping copies of them.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned threads) {
    if (threads == 0) threads = 1;
    for (unsigned i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
  }

  ~ThreadPool() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    news_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  template <class Function, class... Arguments>
  auto submit(Function&& function, Arguments&&... arguments) {
    using Result = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;
    auto call = [function = std::forward<Function>(function), &arguments...]() mutable -> Result {
      return std::invoke(std::move(function), std::move(arguments)...);
    };
    auto task = std::make_shared<std::packaged_task<Result()>>(std::move(call));
    std::future<Result> future = task->get_future();
    {
      std::lock_guard lock(mutex_);
      tasks_.push_back([task] { (*task)(); });
    }
    news_.notify_one();
    return future;
  }

  template <class Result>
  void wait(const std::future<Result>& future) {
    while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      std::unique_lock lock(mutex_);
      if (tasks_.empty()) {
        lock.unlock();
        future.wait();
      } else {
        run_first(lock);
      }
    }
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      news_.wait(lock, [this] { return !tasks_.empty() || (ending_ && running_ == 0); });
      if (tasks_.empty()) return;
      run_first(lock);
    }
  }

  void run_first(std::unique_lock<std::mutex>& lock) {
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    ++running_;
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
    if (--running_ == 0 && ending_) news_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<std::function<void()>> tasks_;
  int running_ = 0;
  bool ending_ = false;
  std::vector<std::thread> workers_;
};
