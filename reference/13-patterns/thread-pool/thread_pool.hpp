#pragma once
// A thread pool as a monitor: one mutex guards the queue and the counters, one condition variable carries all the news.
#include <algorithm>
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
    try {
      for (unsigned i = 0; i < std::max(threads, 1U); ++i) workers_.emplace_back([this] { work(); });
    } catch (...) {  // the system has no more threads: those that were started must not sleep for ever
      stop();
      throw;
    }
  }

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  ~ThreadPool() { stop(); }

  template <class Function, class... Arguments>
  auto submit(Function&& function, Arguments&&... arguments) {
    using Result = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;
    // A lambda captures copies, so nothing of the caller's is needed later. The task is called once, so it may move all
    // of it into the call. packaged_task does the rest: result, void, reference or exception into the future.
    std::packaged_task<Result()> task([function = std::forward<Function>(function),
                                       ... arguments = std::forward<Arguments>(arguments)]() mutable -> Result {
      return std::invoke(std::move(function), std::move(arguments)...);
    });
    std::future<Result> future = task.get_future();
    enqueue(std::make_unique<TaskOf<std::packaged_task<Result()>>>(std::move(task)));
    return future;
  }

  template <class Result>
  void wait(const std::future<Result>& future) {
    const auto ready = [&future] { return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
    std::unique_lock lock(mutex_);
    while (!ready()) {
      if (tasks_.empty()) {
        // Whoever makes the future ready takes the mutex afterwards (in `run`), so it comes after this look at the
        // future and finds the helper counted: its news cannot be missed.
        ++helpers_;
        news_.wait(lock);
        --helpers_;
      } else {
        // The newest task: most likely one that the waiting task has just submitted. The oldest may be the root of
        // a large tree of tasks, and helpers that pile such trees up on one stack need much of it.
        std::unique_ptr<Task> task = std::move(tasks_.back());
        tasks_.pop_back();
        run(std::move(task), lock);
      }
    }
  }

 private:
  // What std::function is not: a callable that need not be copyable. (C++23 has std::move_only_function.)
  struct Task {
    virtual ~Task() = default;
    virtual void run() = 0;
  };

  template <class Callable>
  class TaskOf final : public Task {
   public:
    explicit TaskOf(Callable callable) : callable_(std::move(callable)) {}
    void run() override { callable_(); }

   private:
    Callable callable_;
  };

  void enqueue(std::unique_ptr<Task> task) {
    std::unique_lock lock(mutex_);
    tasks_.push_back(std::move(task));
    ++unfinished_;
    // With notify_one, the news might go to a helper whose future is ready by now: it leaves, and the task lies there
    // beside a sleeping worker.
    const bool helpers = helpers_ > 0;
    lock.unlock();
    if (helpers) {
      news_.notify_all();
    } else {
      news_.notify_one();
    }
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      // An empty queue is not the end while a task is under way: it may submit more, and that is work for all.
      news_.wait(lock, [this] { return !tasks_.empty() || (stopping_ && unfinished_ == 0); });
      if (tasks_.empty()) return;
      std::unique_ptr<Task> task = std::move(tasks_.front());
      tasks_.pop_front();
      run(std::move(task), lock);
    }
  }

  // Called with the mutex held, and returns with it held. The task runs without it: it may submit, wait and take long.
  void run(std::unique_ptr<Task> task, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    task->run();
    task.reset();  // still without the mutex: what the task holds may do anything in its destructor
    lock.lock();
    --unfinished_;
    if (helpers_ > 0 || (stopping_ && unfinished_ == 0)) news_.notify_all();
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    news_.notify_all();
    workers_.clear();  // joins them
  }

  std::mutex mutex_;  // guards all of the next four
  std::deque<std::unique_ptr<Task>> tasks_;
  std::size_t unfinished_ = 0;  // tasks in the queue and tasks that run
  std::size_t helpers_ = 0;     // threads that sleep in wait()
  bool stopping_ = false;
  std::condition_variable news_;  // there is a task, a future is ready, or all is done
  std::vector<std::jthread> workers_;
};
