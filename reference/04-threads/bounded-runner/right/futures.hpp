#pragma once
// A std::packaged_task catches whatever its function throws, and its future knows when it is over: so the runner keeps
// no results, no exceptions and no counts of its own.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <utility>
#include <vector>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) {
    if (limit < 1) throw std::invalid_argument("at least one thread");
    for (unsigned i = 0; i < limit; ++i) {
      threads_.push_back(std::async(std::launch::async, [this] {
        owner = this;
        while (const std::shared_ptr<Job> job = next()) job->call();
      }));
    }
  }

  // The futures of std::async wait for their threads when they are destroyed.
  ~BoundedRunner() {
    {
      const std::lock_guard guard(mutex_);
      over_ = true;
    }
    awake_.notify_all();
    threads_.clear();
  }

  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> task) {
    const auto job = std::make_shared<Job>(std::move(task));
    const std::lock_guard guard(mutex_);
    jobs_.push_back(job);
    line_.push(job);
    awake_.notify_one();
    return jobs_.size() - 1;
  }

  TaskState state(Id id) const {
    const auto job = find(id);
    // In this order: a task that begins and ends between the two questions has begun.
    if (job->future.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
      return job->thrown() ? TaskState::failed : TaskState::done;
    }
    return job->begun ? TaskState::running : TaskState::waiting;
  }

  std::exception_ptr error(Id id) const {
    const auto job = find(id);
    if (job->future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return nullptr;
    return job->thrown();
  }

  void wait(Id id) {
    forbid();
    find(id)->future.wait();
  }

  // A task that has ended can add no more, so all that it added are in the list by then.
  void wait_all() {
    forbid();
    for (Id id = 0; const auto job = find_if_any(id); ++id) job->future.wait();
  }

 private:
  struct Job {
    explicit Job(std::function<void()> task) : call(std::move(task)), future(call.get_future().share()) {}

    std::exception_ptr thrown() const {
      try {
        future.get();
      } catch (...) {
        return std::current_exception();
      }
      return nullptr;
    }

    std::packaged_task<void()> call;
    std::shared_future<void> future;
    std::atomic<bool> begun = false;
  };

  std::shared_ptr<Job> next() {
    std::unique_lock guard(mutex_);
    awake_.wait(guard, [this] { return over_ || !line_.empty(); });
    if (line_.empty()) return nullptr;
    auto job = line_.front();
    line_.pop();
    job->begun = true;
    return job;
  }

  std::shared_ptr<Job> find_if_any(Id id) const {
    const std::lock_guard guard(mutex_);
    return id < jobs_.size() ? jobs_[id] : nullptr;
  }

  std::shared_ptr<Job> find(Id id) const {
    auto job = find_if_any(id);
    if (!job) throw std::out_of_range("no such task");
    return job;
  }

  void forbid() const {
    if (owner == this) throw std::logic_error("a task would wait for tasks of its own runner");
  }

  inline static thread_local const BoundedRunner* owner = nullptr;

  mutable std::mutex mutex_;
  std::condition_variable awake_;
  bool over_ = false;
  std::vector<std::shared_ptr<Job>> jobs_;
  std::queue<std::shared_ptr<Job>> line_;
  std::vector<std::future<void>> threads_;
};
