#pragma once
// The plain way: a list of lines, one of which is written at a time. It stays in the list until it is written or lost,
// so the length of the list is all that the limit and flush() need to know. One condition variable tells everything to
// everybody.
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

  AsyncLogger(Sink sink, std::size_t limit) : sink(std::move(sink)), limit(limit) {
    writer = std::thread(&AsyncLogger::work, this);
  }

  ~AsyncLogger() {
    {
      std::lock_guard<std::mutex> guard(mutex);
      stop = true;
      changed.notify_all();
    }
    writer.join();
  }

  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  void log(std::string line) {
    std::unique_lock<std::mutex> guard(mutex);
    while (lines.size() >= limit) changed.wait(guard);
    lines.push_back(line + "\n");
    changed.notify_all();
  }

  bool flush() {
    std::unique_lock<std::mutex> guard(mutex);
    // The number of the first line that need not be done with yet.
    const std::uint64_t end = gone + lines.size();
    while (gone < end) changed.wait(guard);
    return losses == 0;
  }

  std::uint64_t lost() const {
    std::lock_guard<std::mutex> guard(mutex);
    return losses;
  }

  std::exception_ptr error() const {
    std::lock_guard<std::mutex> guard(mutex);
    return last_error;
  }

 private:
  void work() {
    std::unique_lock<std::mutex> guard(mutex);
    while (true) {
      while (lines.empty() && !stop) changed.wait(guard);
      if (lines.empty()) return;
      // push_back() moves no element of a deque.
      const std::string& line = lines.front();
      guard.unlock();
      std::exception_ptr problem = write(line);
      guard.lock();
      lines.pop_front();
      ++gone;
      if (problem) {
        ++losses;
        last_error = problem;
      }
      changed.notify_all();
    }
  }

  std::exception_ptr write(const std::string& line) {
    std::size_t written = 0;
    try {
      if (newline_is_due) {
        sink("\n");
        newline_is_due = false;
      }
      while (written < line.size()) {
        written += sink(std::string_view(line).substr(written));
      }
    } catch (...) {
      if (written > 0) newline_is_due = true;
      return std::current_exception();
    }
    return nullptr;
  }

  Sink sink;
  std::size_t limit;
  std::thread writer;
  bool newline_is_due = false;

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> lines;
  std::uint64_t gone = 0;
  std::uint64_t losses = 0;
  std::exception_ptr last_error;
  bool stop = false;
};
