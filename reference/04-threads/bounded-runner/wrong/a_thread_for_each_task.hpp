#pragma once
// Mistake: each task gets a thread of its own, and a counter lets only some of them go on. Never do more tasks run than
// the limit allows, but with a thousand tasks there are a thousand threads.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) : permits_(limit) {
    if (limit == 0) throw std::invalid_argument("limit is 0");
  }

  ~BoundedRunner() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return unfinished_ == 0; });
    lock.unlock();
    for (auto& thread : threads_) thread.join();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    std::lock_guard lock(mutex_);
    const Id id = tasks_.size();
    tasks_.push_back({std::move(task)});
    ++unfinished_;
    threads_.emplace_back([this, id] { work(id); });
    return id;
  }

  TaskState state(Id id) const {
    std::lock_guard lock(mutex_);
    return tasks_.at(id).state;
  }

  std::exception_ptr error(Id id) const {
    std::lock_guard lock(mutex_);
    return tasks_.at(id).error;
  }

  void wait(Id id) {
    check_thread();
    std::unique_lock lock(mutex_);
    Task& task = tasks_.at(id);
    finished_.wait(lock, [&] { return task.finished(); });
  }

  void wait_all() {
    check_thread();
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return unfinished_ == 0; });
  }

 private:
  struct Task {
    std::function<void()> function;
    TaskState state = TaskState::waiting;
    std::exception_ptr error = nullptr;

    bool finished() const { return state == TaskState::done || state == TaskState::failed; }
  };

  // The one that comes first in the line begins when there is a permit.
  void work(Id id) {
    current_ = this;
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return id == next_ && permits_ > 0; });
    ++next_;
    --permits_;
    Task& task = tasks_[id];
    task.state = TaskState::running;
    finished_.notify_all();
    lock.unlock();
    std::exception_ptr error;
    try {
      task.function();
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    task.error = error;
    task.state = error ? TaskState::failed : TaskState::done;
    ++permits_;
    --unfinished_;
    finished_.notify_all();
  }

  void check_thread() const {
    if (current_ == this) throw std::logic_error("a task must not wait");
  }

  inline static thread_local const BoundedRunner* current_ = nullptr;

  mutable std::mutex mutex_;
  std::condition_variable finished_;
  std::deque<Task> tasks_;
  Id next_ = 0;
  unsigned permits_;
  std::size_t unfinished_ = 0;
  std::vector<std::thread> threads_;
};
