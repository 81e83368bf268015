#pragma once
// A queue for every worker. A task that submits uses the queue of its own worker, from which the newest task is taken
// first; who has nothing left steals the oldest task of another one. Whoever looks through all queues and finds nothing
// knows that every task that was there before has begun, so a waiting thread may fall asleep then.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
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
    threads = std::max(threads, 1U);
    for (unsigned i = 0; i < threads; ++i) queues_.push_back(std::make_unique<Queue>());
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
  }

  ~ThreadPool() {
    {
      const std::lock_guard lock(sleep_);
      closing_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  template <class Function, class... Arguments>
  auto submit(Function&& function, Arguments&&... arguments) {
    using Result = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;
    std::packaged_task<Result()> task([function = std::forward<Function>(function),
                                       ... arguments = std::forward<Arguments>(arguments)]() mutable -> Result {
      return std::invoke(std::move(function), std::move(arguments)...);
    });
    std::future<Result> future = task.get_future();
    Queue& queue = *queues_[home()];
    ++unfinished_;
    {
      // `sleep_`, so that no worker falls asleep between its look at the count and this change of it.
      const std::scoped_lock lock(sleep_, queue.mutex);
      queue.tasks.emplace_back(std::packaged_task<void()>(std::move(task)));
      ++queued_;
    }
    wake_.notify_one();
    return future;
  }

  template <class Result>
  void wait(const std::future<Result>& future) {
    while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      if (Task task = take(home()); task.valid()) {
        run(std::move(task));
      } else {
        future.wait();
      }
    }
  }

 private:
  using Task = std::packaged_task<void()>;
  struct Queue {
    std::mutex mutex;
    std::deque<Task> tasks;
  };

  // In which queue the calling thread puts its tasks: a worker in its own one, others in turns.
  std::size_t home() {
    if (worker_of == this) return worker_number;
    return next_++ % queues_.size();
  }

  // A task from one of the queues, the given one first; none if all are empty.
  Task take(std::size_t own) {
    for (std::size_t i = 0; i < queues_.size(); ++i) {
      Queue& queue = *queues_[(own + i) % queues_.size()];
      const std::lock_guard lock(queue.mutex);
      if (queue.tasks.empty()) continue;
      const bool newest = i == 0;
      Task task = std::move(newest ? queue.tasks.back() : queue.tasks.front());
      if (newest) {
        queue.tasks.pop_back();
      } else {
        queue.tasks.pop_front();
      }
      --queued_;
      return task;
    }
    return {};
  }

  void run(Task task) {
    task();
    task = {};
    if (--unfinished_ > 0) return;
    // A worker that saw the old count holds this lock until it sleeps: then the notification reaches it.
    {
      const std::lock_guard lock(sleep_);
    }
    wake_.notify_all();
  }

  void work(std::size_t number) {
    worker_of = this;
    worker_number = number;
    for (;;) {
      {
        std::unique_lock lock(sleep_);
        wake_.wait(lock, [this] { return queued_ > 0 || (closing_ && unfinished_ == 0); });
        if (closing_ && unfinished_ == 0) return;
      }
      // Somebody else may have been quicker.
      if (Task task = take(number); task.valid()) run(std::move(task));
    }
  }

  inline static thread_local ThreadPool* worker_of = nullptr;
  inline static thread_local std::size_t worker_number = 0;

  std::vector<std::unique_ptr<Queue>> queues_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> unfinished_{0};
  std::atomic<std::size_t> queued_{0};  // changes under its queue's mutex, and grows under sleep_ as well
  std::mutex sleep_;                    // workers fall asleep under it
  bool closing_ = false;
  std::condition_variable wake_;
  std::vector<std::thread> threads_;
};
