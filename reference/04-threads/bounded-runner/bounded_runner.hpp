#pragma once
// A bounded runner as a monitor: one mutex guards the list of tasks and everything that is known of them, and each
// reason to sleep has a condition variable of its own. Tasks themselves run without the mutex.
#include <condition_variable>
#include <cstddef>
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

  // Another constructor is called first, so the object counts as made before a thread starts: should the system refuse
  // one of them, the destructor still ends those that run.
  explicit BoundedRunner(unsigned limit) : BoundedRunner() {
    if (limit == 0) throw std::invalid_argument("a runner needs at least one thread");
    for (unsigned i = 0; i < limit; ++i) threads_.emplace_back([this] { work(); });
  }

  // Nobody but tasks may call anything any more. As long as one of them is unfinished it may add more, so "stop" is
  // said only when there is none.
  ~BoundedRunner() {
    {
      std::unique_lock lock(mutex_);
      all_finished_.wait(lock, [this] { return unfinished_ == 0; });
      stopping_ = true;
    }
    has_work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    Id id = 0;
    {
      const std::lock_guard lock(mutex_);
      id = tasks_.size();
      tasks_.push_back({.function = std::move(task)});
      ++unfinished_;
    }
    has_work_.notify_one();
    return id;
  }

  TaskState state(Id id) const {
    const std::lock_guard lock(mutex_);
    return tasks_.at(id).state;
  }

  std::exception_ptr error(Id id) const {
    const std::lock_guard lock(mutex_);
    return tasks_.at(id).error;
  }

  void wait(Id id) {
    refuse_own_tasks();
    std::unique_lock lock(mutex_);
    const Task& task = tasks_.at(id);
    one_finished_.wait(lock, [&] { return task.state == TaskState::done || task.state == TaskState::failed; });
  }

  void wait_all() {
    refuse_own_tasks();
    std::unique_lock lock(mutex_);
    all_finished_.wait(lock, [this] { return unfinished_ == 0; });
  }

 private:
  struct Task {
    std::function<void()> function = nullptr;
    TaskState state = TaskState::waiting;
    std::exception_ptr error = nullptr;
  };

  BoundedRunner() = default;

  // Each of the threads does this until the runner is destroyed.
  void work() {
    runner_of_this_thread = this;
    std::unique_lock lock(mutex_);
    for (;;) {
      has_work_.wait(lock, [this] { return stopping_ || next_ < tasks_.size(); });
      if (next_ == tasks_.size()) return;
      // push_back() moves no element of a deque, so the reference stays good while the mutex is not held.
      Task& task = tasks_[next_++];
      task.state = TaskState::running;
      std::function<void()> function = std::exchange(task.function, nullptr);

      lock.unlock();
      std::exception_ptr error = result_of(function);
      function = nullptr;  // What the task has captured is freed here, since that may be code of the caller's, too.
      lock.lock();

      // State and error change in one step: who sees `failed` finds the error.
      task.state = error ? TaskState::failed : TaskState::done;
      task.error = std::move(error);
      one_finished_.notify_all();
      if (--unfinished_ == 0) all_finished_.notify_all();
    }
  }

  // An exception that left the function of a thread would end the program, so none gets further than this.
  static std::exception_ptr result_of(const std::function<void()>& function) {
    try {
      function();
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  }

  // With all threads asleep in tasks that wait, nobody would be left to run what they wait for.
  void refuse_own_tasks() const {
    if (runner_of_this_thread == this) throw std::logic_error("a task must not wait for its own runner");
  }

  inline static thread_local const BoundedRunner* runner_of_this_thread = nullptr;

  mutable std::mutex mutex_;              // guards all that follows, except threads_
  std::condition_variable has_work_;      // the threads wait here
  std::condition_variable one_finished_;  // wait() waits here
  std::condition_variable all_finished_;  // wait_all() and the destructor wait here
  std::deque<Task> tasks_;                // all there ever were; the id is the index
  std::size_t next_ = 0;                  // the first task that nobody has taken up; those behind it wait
  std::size_t unfinished_ = 0;            // waiting or running
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // only the constructor and the destructor use it
};
