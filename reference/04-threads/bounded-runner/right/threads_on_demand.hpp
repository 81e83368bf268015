#pragma once
// No thread without work: a task that finds fewer threads than the limit starts one, and a thread that finds nothing to
// do ends. Who ends leaves its handle to whoever comes next, to be joined.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  explicit BoundedRunner(unsigned limit) : limit_(limit) {
    if (limit_ == 0) throw std::invalid_argument{"no thread, no work"};
  }
  ~BoundedRunner() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return alive_.empty(); });
    lock.unlock();
    for (std::thread& thread : ended_) thread.join();
  }
  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  Id submit(std::function<void()> call) {
    std::list<std::thread> to_join;
    Id id{};
    {
      std::lock_guard lock{mutex_};
      id = 1000 + tasks_.size();
      auto task = std::make_shared<Task>(std::move(call));
      tasks_.emplace(id, task);
      line_.push_back(std::move(task));
      to_join.swap(ended_);
      if (alive_.size() < limit_) {
        const auto self = alive_.emplace(alive_.end());
        *self = std::thread{&BoundedRunner::live, this, self};
      }
    }
    for (std::thread& thread : to_join) thread.join();
    return id;
  }

  TaskState state(Id id) const {
    std::lock_guard lock{mutex_};
    return tasks_.at(id)->state;
  }

  std::exception_ptr error(Id id) const {
    std::lock_guard lock{mutex_};
    return tasks_.at(id)->error;
  }

  void wait(Id id) {
    check();
    std::unique_lock lock{mutex_};
    const auto task = tasks_.at(id);
    while (task->state == TaskState::waiting || task->state == TaskState::running) changed_.wait(lock);
  }

  void wait_all() {
    check();
    std::unique_lock lock{mutex_};
    while (!line_.empty() || busy_ > 0) changed_.wait(lock);
  }

 private:
  struct Task {
    explicit Task(std::function<void()> what) : call(std::move(what)) {}
    std::function<void()> call;
    TaskState state{TaskState::waiting};
    std::exception_ptr error{};
  };

  void live(std::list<std::thread>::iterator self) {
    current_ = this;
    std::unique_lock lock{mutex_};
    while (!line_.empty()) {
      const auto task = std::move(line_.front());
      line_.pop_front();
      ++busy_;
      task->state = TaskState::running;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        task->call();
      } catch (...) {
        thrown = std::current_exception();
      }
      task->call = nullptr;
      lock.lock();
      task->error = thrown;
      task->state = thrown ? TaskState::failed : TaskState::done;
      --busy_;
      changed_.notify_all();
    }
    ended_.splice(ended_.end(), alive_, self);
    changed_.notify_all();
  }

  void check() const {
    if (current_ == this) throw std::logic_error{"a task waits for its own runner"};
  }

  static inline thread_local const void* current_ = nullptr;

  const unsigned limit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<Id, std::shared_ptr<Task>> tasks_;
  std::deque<std::shared_ptr<Task>> line_;
  std::list<std::thread> alive_;
  std::list<std::thread> ended_;
  unsigned busy_{0};
};
