#pragma once
// An asynchronous logger as a monitor: one mutex guards the text that waits and all counters; the sink is called
// without it. The background thread takes all the text that has come in and hands it over in one go, so that a sink
// whose calls are dear is called seldom when much is logged.
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
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

  AsyncLogger(Sink sink, std::size_t limit)
      : sink_(std::move(sink)), limit_(limit), writer_([this] { write_what_comes(); }) {}

  // Nobody calls anything any more, so the background thread is the only one that may sleep. It leaves when there is
  // nothing left to write.
  ~AsyncLogger() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    news_.notify_one();
    writer_.join();
  }

  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  void log(std::string line) {
    line += '\n';
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return accepted_ - done_ < limit_; });
      waiting_ += line;
      ++accepted_;
    }
    news_.notify_one();
  }

  // Both counters only grow, and lines are done with in the order in which they were accepted. So what this waits for,
  // once true, stays true, and lines that come later change nothing about it.
  bool flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t mine = accepted_;
    progress_.wait(lock, [&] { return done_ >= mine; });
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
  void write_what_comes() {
    std::string text;
    std::unique_lock lock(mutex_);
    for (;;) {
      news_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      text.swap(waiting_);  // gives back the other string, empty, with the memory that it has
      lock.unlock();
      write(text);
      text.clear();
      lock.lock();
    }
  }

  // Hands whole lines to the sink until each of them is written or lost.
  void write(std::string_view lines) {
    while (!lines.empty()) {
      std::exception_ptr error;
      std::size_t settled = 0;  // so many bytes need not be handed over any more
      try {
        if (torn_) {
          sink_("\n");
          torn_ = in_a_line_ = false;
        }
        settled = sink_(lines);
        in_a_line_ = lines[settled - 1] != '\n';
      } catch (...) {
        // Nothing may leave the function of a thread. What is left of this line is given up, and whether the sink has
        // its beginning is known from the calls before.
        error = std::current_exception();
        settled = lines.find('\n') + 1;
        torn_ = in_a_line_;
      }
      note(std::count(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(settled), '\n'), std::move(error));
      lines.remove_prefix(settled);
    }
  }

  // So many more lines are done with; with an error, it is one, and it is lost. All of it changes in one step: who sees
  // the loss finds the error.
  void note(std::ptrdiff_t lines, std::exception_ptr error) {
    if (lines == 0) return;
    {
      const std::lock_guard lock(mutex_);
      done_ += static_cast<std::uint64_t>(lines);
      if (error) {
        ++lost_;
        error_.swap(error);
      }
    }
    room_.notify_all();
    progress_.notify_all();
  }

  const Sink sink_;
  const std::size_t limit_;

  // Only the background thread uses these two.
  bool in_a_line_ = false;  // the last byte that the sink took was not the end of a line
  bool torn_ = false;       // … and the rest of that line was given up

  mutable std::mutex mutex_;            // guards all that follows, except writer_
  std::condition_variable news_;        // the background thread waits here
  std::condition_variable room_;        // log() waits here
  std::condition_variable progress_;    // flush() waits here
  std::string waiting_;                 // accepted, and not yet taken by the background thread; each line with its '\n'
  std::uint64_t accepted_ = 0;          // lines, ever
  std::uint64_t done_ = 0;              // of those, written or lost
  std::uint64_t lost_ = 0;              // of those, lost
  std::exception_ptr error_ = nullptr;  // of the last loss
  bool ending_ = false;
  std::thread writer_;  // the last member: it starts when all that it uses is there
};
