#pragma once
// Threads that stop by request: each std::jthread has a stop_token, and condition_variable_any knows how to wait for
// "work or a stop". Destroying the threads asks them to stop and joins them. Everything that changes is told to
// everybody who waits for a task.
#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) {
    if (limit == 0) throw std::invalid_argument("limit");
    threads_.reserve(limit);
    while (threads_.size() < limit) threads_.emplace_back([this](std::stop_token stop) { serve(std::move(stop)); });
  }

  // A thread that is asked to stop leaves when the queue is empty. One whose task adds another comes back for it.
  ~BoundedRunner() {
    for (auto& thread : threads_) thread.request_stop();
    for (auto& thread : threads_) thread.join();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    std::scoped_lock lock(mutex_);
    const Id id = ++last_id_;
    records_.emplace(id, Record{});
    queue_.emplace(id, std::move(task));
    work_.notify_one();
    return id;
  }

  TaskState state(Id id) const {
    std::scoped_lock lock(mutex_);
    return records_.at(id).state;
  }

  std::exception_ptr error(Id id) const {
    std::scoped_lock lock(mutex_);
    return records_.at(id).error;
  }

  void wait(Id id) {
    throw_if_called_by_a_task();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&record = records_.at(id)] { return record.state > TaskState::running; });
  }

  void wait_all() {
    throw_if_called_by_a_task();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return finished_ == records_.size(); });
  }

 private:
  struct Record {
    TaskState state = TaskState::waiting;
    std::exception_ptr error = nullptr;
  };

  void serve(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (work_.wait(lock, stop, [this] { return !queue_.empty(); })) {
      auto [id, task] = std::move(queue_.front());
      queue_.pop();
      auto& record = records_.at(id);
      record.state = TaskState::running;
      lock.unlock();
      std::exception_ptr error;
      try {
        task();
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      record.error = error;
      record.state = error == nullptr ? TaskState::done : TaskState::failed;
      ++finished_;
      changed_.notify_all();
    }
  }

  // The list of threads does not change after the constructor.
  void throw_if_called_by_a_task() const {
    const auto is_this = [me = std::this_thread::get_id()](const std::jthread& thread) {
      return thread.get_id() == me;
    };
    if (std::any_of(threads_.begin(), threads_.end(), is_this)) throw std::logic_error("called by a task");
  }

  mutable std::mutex mutex_;
  std::condition_variable_any work_;
  std::condition_variable changed_;
  std::map<Id, Record> records_;
  std::queue<std::pair<Id, std::function<void()>>> queue_;
  Id last_id_ = 0;
  std::size_t finished_ = 0;
  std::vector<std::jthread> threads_;
};
