#pragma once
// A semaphore counts the tasks in the queue, and each task has an atomic state that others wait for. The locks guard
// nothing but the two containers.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) {
    if (limit == 0) throw std::invalid_argument("limit must be positive");
    for (unsigned i = 0; i < limit; ++i) threads_.emplace_back(&BoundedRunner::run, this);
  }

  // A permit without a task is the sign to go home.
  ~BoundedRunner() {
    wait_until_idle();
    permits_.release(static_cast<std::ptrdiff_t>(threads_.size()));
    for (std::thread& thread : threads_) thread.join();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> function) {
    auto task = std::make_shared<Task>();
    task->function = std::move(function);
    unfinished_.fetch_add(1, std::memory_order_relaxed);
    Id id = 0;
    {
      // In one go, so that ids and turns have the same order.
      const std::scoped_lock lock(queue_mutex_, table_mutex_);
      table_.push_back(task);
      queue_.push(std::move(task));
      id = table_.size();
    }
    permits_.release();
    return id;
  }

  TaskState state(Id id) const { return find(id)->state.load(std::memory_order_acquire); }

  std::exception_ptr error(Id id) const {
    const auto task = find(id);
    return task->state.load(std::memory_order_acquire) == TaskState::failed ? task->error : nullptr;
  }

  void wait(Id id) {
    refuse_tasks();
    const auto task = find(id);
    for (auto now = task->state.load(std::memory_order_acquire); now == TaskState::waiting || now == TaskState::running;
         now = task->state.load(std::memory_order_acquire)) {
      task->state.wait(now, std::memory_order_acquire);
    }
  }

  void wait_all() {
    refuse_tasks();
    wait_until_idle();
  }

 private:
  struct Task {
    std::function<void()> function;
    std::exception_ptr error;  // written before the state says failed, never afterwards
    std::atomic<TaskState> state{TaskState::waiting};
  };

  void run() {
    mine = this;
    for (;;) {
      permits_.acquire();
      std::shared_ptr<Task> task;
      {
        const std::lock_guard lock(queue_mutex_);
        if (queue_.empty()) return;
        task = std::move(queue_.front());
        queue_.pop();
        task->state.store(TaskState::running, std::memory_order_relaxed);
      }
      TaskState end = TaskState::done;
      try {
        std::exchange(task->function, {})();
      } catch (...) {
        task->error = std::current_exception();
        end = TaskState::failed;
      }
      task->state.store(end, std::memory_order_release);
      task->state.notify_all();
      if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) unfinished_.notify_all();
    }
  }

  void wait_until_idle() {
    for (int left = unfinished_.load(std::memory_order_acquire); left != 0;
         left = unfinished_.load(std::memory_order_acquire)) {
      unfinished_.wait(left, std::memory_order_acquire);
    }
  }

  std::shared_ptr<Task> find(Id id) const {
    const std::shared_lock lock(table_mutex_);
    if (id == 0) throw std::out_of_range("ids begin with 1");
    return table_.at(id - 1);
  }

  void refuse_tasks() const {
    if (mine == this) throw std::logic_error("only other threads may wait");
  }

  static thread_local inline const BoundedRunner* mine = nullptr;

  std::counting_semaphore<> permits_{0};
  std::atomic<int> unfinished_{0};
  std::mutex queue_mutex_;
  std::queue<std::shared_ptr<Task>> queue_;
  mutable std::shared_mutex table_mutex_;
  std::vector<std::shared_ptr<Task>> table_;
  std::vector<std::thread> threads_;
};
