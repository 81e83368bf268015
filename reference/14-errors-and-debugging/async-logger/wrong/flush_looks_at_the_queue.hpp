#pragma once
// Mistake: flush() waits until the queue is empty. The last line has left it by then, and may not be written.
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

class AsyncLogger {
 public:
  using Sink = std::function<std::size_t(std::string_view)>;

  AsyncLogger(Sink sink, std::size_t limit) : sink_(std::move(sink)), limit_(limit), writer_([this] { work(); }) {}

  ~AsyncLogger() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    has_lines_.notify_one();
    writer_.join();
  }

  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  void log(std::string line) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return accepted_ - done_ < limit_; });
    queue_.push_back(std::move(line));
    ++accepted_;
    has_lines_.notify_one();
  }

  bool flush() {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [this] { return queue_.empty(); });
    return lost_ == 0;
  }

  std::uint64_t lost() const {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

  std::exception_ptr error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      has_lines_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::string line = queue_.front() + '\n';
      queue_.pop_front();
      lock.unlock();
      const std::exception_ptr error = write(line);
      lock.lock();
      ++done_;
      if (error) {
        ++lost_;
        error_ = error;
      }
      has_room_.notify_all();
      progress_.notify_all();
    }
  }

  std::exception_ptr write(std::string_view line) {
    const std::size_t size = line.size();
    try {
      if (torn_) sink_("\n");
      torn_ = false;
      while (!line.empty()) line.remove_prefix(sink_(line));
    } catch (...) {
      torn_ = torn_ || line.size() < size;
      return std::current_exception();
    }
    return nullptr;
  }

  const Sink sink_;
  const std::size_t limit_;
  bool torn_ = false;

  mutable std::mutex mutex_;
  std::condition_variable has_lines_;
  std::condition_variable has_room_;
  std::condition_variable progress_;
  std::deque<std::string> queue_;
  std::uint64_t accepted_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t lost_ = 0;
  std::exception_ptr error_;
  bool stopping_ = false;
  std::thread writer_;
};
