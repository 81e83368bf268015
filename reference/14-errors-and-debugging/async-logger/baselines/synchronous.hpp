#pragma once
// Writes in log() itself, one thread after the other: the quickest to write. Who logs waits for the sink.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

class AsyncLogger {
 public:
  using Sink = std::function<std::size_t(std::string_view)>;

  AsyncLogger(Sink sink, std::size_t) : sink_(std::move(sink)) {}
  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  void log(std::string line) {
    line += '\n';
    const std::lock_guard lock(mutex_);
    try {
      for (std::string_view rest = line; !rest.empty();) rest.remove_prefix(sink_(rest));
    } catch (...) {
      ++lost_;
      error_ = std::current_exception();
    }
  }

  bool flush() { return lost() == 0; }

  std::uint64_t lost() const {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

  std::exception_ptr error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  const Sink sink_;
  mutable std::mutex mutex_;
  std::uint64_t lost_ = 0;
  std::exception_ptr error_;
};
