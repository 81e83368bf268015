#pragma once
// Mistake: the threads are detached, "as daemons", so that the destructor need not join them. It waits until all tasks
// are over, and the threads sleep on for ever. They share the state, so at least nothing is used after its end.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
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
    for (unsigned i = 0; i < limit; ++i) std::thread([shared = shared_] { shared->work(); }).detach();
  }

  ~BoundedRunner() { shared_->wait_until_idle(); }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    std::lock_guard lock(shared_->mutex);
    const Id id = shared_->tasks.size();
    shared_->tasks.push_back({std::move(task)});
    shared_->queue.push_back(id);
    ++shared_->unfinished;
    shared_->has_work.notify_one();
    return id;
  }

  TaskState state(Id id) const {
    std::lock_guard lock(shared_->mutex);
    return shared_->tasks.at(id).state;
  }

  std::exception_ptr error(Id id) const {
    std::lock_guard lock(shared_->mutex);
    return shared_->tasks.at(id).error;
  }

  void wait(Id id) {
    check_thread();
    std::unique_lock lock(shared_->mutex);
    Task& task = shared_->tasks.at(id);
    shared_->finished.wait(lock, [&] { return task.finished(); });
  }

  void wait_all() {
    check_thread();
    shared_->wait_until_idle();
  }

 private:
  struct Task {
    std::function<void()> function;
    TaskState state = TaskState::waiting;
    std::exception_ptr error = nullptr;

    bool finished() const { return state == TaskState::done || state == TaskState::failed; }
  };

  struct Shared {
    std::mutex mutex;
    std::condition_variable has_work;
    std::condition_variable finished;
    std::deque<Task> tasks;
    std::deque<Id> queue;
    std::size_t unfinished = 0;

    void wait_until_idle() {
      std::unique_lock lock(mutex);
      finished.wait(lock, [this] { return unfinished == 0; });
    }

    void work() {
      current_ = this;
      std::unique_lock lock(mutex);
      while (true) {
        has_work.wait(lock, [this] { return !queue.empty(); });
        Task& task = tasks[queue.front()];
        queue.pop_front();
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
        --unfinished;
        finished.notify_all();
      }
    }
  };

  void check_thread() const {
    if (current_ == shared_.get()) throw std::logic_error("a task must not wait");
  }

  inline static thread_local const Shared* current_ = nullptr;

  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};
