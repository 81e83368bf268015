#pragma once
// Mistake: one thread does everything, whatever the limit.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) {
    if (limit == 0) throw std::invalid_argument("limit is 0");
    thread_ = std::thread([this] { work(); });
  }

  ~BoundedRunner() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_all();
    thread_.join();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    std::lock_guard lock(mutex_);
    const Id id = tasks_.size();
    tasks_.push_back({std::move(task)});
    queue_.push_back(id);
    ++unfinished_;
    work_.notify_one();
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

  void work() {
    current_ = this;
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Task& task = tasks_[queue_.front()];
      queue_.pop_front();
      task.state = TaskState::running;
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
      --unfinished_;
      finished_.notify_all();
    }
  }

  void check_thread() const {
    if (current_ == this) throw std::logic_error("a task must not wait");
  }

  inline static thread_local const BoundedRunner* current_ = nullptr;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable finished_;
  std::deque<Task> tasks_;
  std::deque<Id> queue_;
  std::size_t unfinished_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};
