#pragma once
// jthread and stop_token: condition_variable_any waits for "a task or a stop request". The destructor first waits until
// nothing is left to do, and only then asks the workers to stop.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <iterator>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned threads) {
    std::generate_n(std::back_inserter(workers_), std::max(1U, threads),
                    [this] { return std::jthread([this](std::stop_token stop) { serve(stop); }); });
  }

  ~ThreadPool() {
    {
      std::unique_lock lock(mutex_);
      idle_.wait(lock, [this] { return open_ == 0; });
    }
    for (auto& worker : workers_) worker.request_stop();
  }

  template <class F, class... Args>
  auto submit(F&& f, Args&&... args) {
    using Result = std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>;
    auto promise = std::promise<Result>();
    auto future = promise.get_future();
    auto call = [promise = std::move(promise), f = std::forward<F>(f), ... args = std::forward<Args>(args)]() mutable {
      try {
        if constexpr (std::is_void_v<Result>) {
          std::invoke(std::move(f), std::move(args)...);
          promise.set_value();
        } else {
          promise.set_value(std::invoke(std::move(f), std::move(args)...));
        }
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    };
    // A packaged_task<void()> can hold any callable that can be moved, so it does for a move-only function.
    std::list<std::packaged_task<void()>> node;
    node.emplace_back(std::move(call));
    {
      std::scoped_lock lock(mutex_);
      tasks_.splice(tasks_.end(), node);
      ++open_;
    }
    arrived_.notify_one();
    return future;
  }

  template <class T>
  void wait(std::future<T> const& future) {
    while (future.wait_for(std::chrono::seconds{}) == std::future_status::timeout) {
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
  void serve(std::stop_token stop) {
    for (;;) {
      std::unique_lock lock(mutex_);
      if (!arrived_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
      run_first(lock);
    }
  }

  void run_first(std::unique_lock<std::mutex>& lock) {
    std::list<std::packaged_task<void()>> node;
    node.splice(node.end(), tasks_, tasks_.begin());
    lock.unlock();
    node.front()();
    node.clear();
    lock.lock();
    if (--open_ == 0) idle_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::condition_variable idle_;
  std::list<std::packaged_task<void()>> tasks_;
  std::size_t open_ = 0;
  std::vector<std::jthread> workers_;
};
