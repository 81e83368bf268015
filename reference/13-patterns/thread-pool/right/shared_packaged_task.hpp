#pragma once
// The way that most books show: std::function needs copies, so it holds a shared_ptr to the packaged_task. Workers and
// waiting threads have a condition variable each; a waiting thread that finds nothing to do just waits for its future.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned threads) {
    if (threads == 0) threads = 1;
    for (unsigned i = 0; i < threads; ++i) {
      workers_.emplace_back([this] {
        for (;;) {
          std::function<void()> task;
          {
            std::unique_lock<std::mutex> lock(mutex_);
            has_work_.wait(lock, [this] { return !tasks_.empty() || (closing_ && running_ == 0); });
            if (tasks_.empty()) return;
            task = take();
          }
          carry_out(task);
        }
      });
    }
  }

  ~ThreadPool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closing_ = true;
      has_work_.notify_all();
    }
    for (std::thread& worker : workers_) worker.join();
  }

  template <class F, class... Args>
  std::future<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>> submit(F&& f, Args&&... args) {
    using R = std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>;
    auto call = [f = std::decay_t<F>(std::forward<F>(f)),
                 args = std::tuple<std::decay_t<Args>...>(std::forward<Args>(args)...)]() mutable -> R {
      return std::apply(std::move(f), std::move(args));
    };
    auto task = std::make_shared<std::packaged_task<R()>>(std::move(call));
    std::future<R> result = task->get_future();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.emplace([task] { (*task)(); });
      has_work_.notify_one();
    }
    return result;
  }

  template <class T>
  void wait(const std::future<T>& future) {
    while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      std::function<void()> task;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        if (!tasks_.empty()) task = take();
      }
      if (task) {
        carry_out(task);
      } else {
        future.wait();
      }
    }
  }

 private:
  std::function<void()> take() {
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop();
    ++running_;
    return task;
  }

  void carry_out(std::function<void()>& task) {
    task();
    task = nullptr;
    std::lock_guard<std::mutex> lock(mutex_);
    if (--running_ == 0 && closing_ && tasks_.empty()) has_work_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable has_work_;
  std::queue<std::function<void()>> tasks_;
  int running_ = 0;
  bool closing_ = false;
  std::vector<std::thread> workers_;
};
