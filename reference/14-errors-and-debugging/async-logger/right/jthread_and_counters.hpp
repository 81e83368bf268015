#pragma once
// A std::jthread that is asked to stop, and counters that can be waited for: flush() and log() sleep on the atomic
// number of lines that are done with. The lines come in batches, which the background thread swaps for an empty one.
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

class AsyncLogger {
 public:
  using Sink = std::function<std::size_t(std::string_view)>;

  AsyncLogger(Sink sink, std::size_t limit)
      : sink_(std::move(sink)), limit_(limit), writer_([this](const std::stop_token& stop) { run(stop); }) {}

  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  // The last member goes first: it asks its thread to stop and joins it, while all the others are still there.
  ~AsyncLogger() = default;

  auto log(std::string line) -> void {
    line.push_back('\n');
    std::unique_lock lock(mutex_);
    for (auto done = done_.load(); accepted_.load() - done >= limit_; done = done_.load()) {
      lock.unlock();
      done_.wait(done);
      lock.lock();
    }
    incoming_.push_back(std::move(line));
    ++accepted_;
    lock.unlock();
    arrival_.notify_one();
  }

  auto flush() -> bool {
    const auto mine = accepted_.load();
    for (auto done = done_.load(); done < mine; done = done_.load()) done_.wait(done);
    return lost() == 0;
  }

  auto lost() const -> std::uint64_t { return lost_.load(); }

  auto error() const -> std::exception_ptr {
    const std::scoped_lock lock(error_mutex_);
    return error_;
  }

 private:
  auto run(const std::stop_token& stop) -> void {
    std::vector<std::string> batch;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        arrival_.wait(lock, stop, [this] { return !incoming_.empty(); });
        if (incoming_.empty()) return;
        batch.swap(incoming_);
      }
      for (const std::string& line : batch) {
        write(line);
        ++done_;
        done_.notify_all();
      }
      batch.clear();
    }
  }

  auto write(std::string_view line) -> void {
    const auto size = line.size();
    try {
      if (torn_) sink_("\n");
      torn_ = false;
      while (!line.empty()) line.remove_prefix(sink_(line));
    } catch (...) {
      torn_ = torn_ || line.size() < size;
      {
        const std::scoped_lock lock(error_mutex_);
        error_ = std::current_exception();
      }
      ++lost_;  // after the error: who sees the loss finds it
    }
  }

  const Sink sink_;
  const std::size_t limit_;
  bool torn_ = false;

  std::mutex mutex_;  // guards incoming_
  std::condition_variable_any arrival_;
  std::vector<std::string> incoming_;
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> lost_{0};

  mutable std::mutex error_mutex_;  // guards error_
  std::exception_ptr error_;

  std::jthread writer_;
};
