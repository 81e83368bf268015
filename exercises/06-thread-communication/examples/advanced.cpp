// A log that is written in the background. The threads that do the work hand in lines and go on at once; one writer
// collects what has come in and writes it in one go. The log is bounded: who is too far ahead of the writer waits.
// At the end the log is closed, and everything that was handed in before is still written.
//
// Prints:
//   4000 lines in … batches
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class BackgroundLog {
 public:
  using Sink = std::function<void(const std::vector<std::string>& batch)>;

  // `sink` is called by the writer's thread only, so it needs no lock of its own.
  BackgroundLog(std::size_t capacity, Sink sink)
      : capacity_(capacity), sink_(std::move(sink)), writer_([this] { write_batches(); }) {}

  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;

  ~BackgroundLog() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    // Nobody may call write() any more when the destructor runs, so only the writer can be asleep.
    has_lines_.notify_one();
    writer_.join();
  }

  void write(std::string line) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return lines_.size() < capacity_; });
    lines_.push_back(std::move(line));
    lock.unlock();
    has_lines_.notify_one();
  }

 private:
  void write_batches() {
    std::vector<std::string> batch;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        has_lines_.wait(lock, [this] { return closed_ || !lines_.empty(); });
        // Closed is not the end: closed and empty is.
        if (lines_.empty()) return;
        // Takes all the lines at once and leaves an empty vector that has memory already. This is the whole time for
        // which the lock is held, however slow the sink is.
        batch.swap(lines_);
      }
      // Many places have become free at once: everybody who waits for one may go on.
      has_room_.notify_all();
      sink_(batch);
      batch.clear();
    }
  }

  const std::size_t capacity_;
  const Sink sink_;
  std::mutex mutex_;
  std::condition_variable has_room_;   // workers wait here
  std::condition_variable has_lines_;  // the writer waits here
  std::vector<std::string> lines_;
  bool closed_ = false;
  std::thread writer_;  // The last member: it starts when everything that it uses is there.
};

int main() {
  constexpr int kWorkers = 4;
  constexpr int kLines = 1000;
  std::size_t written = 0;
  std::size_t batches = 0;
  {
    BackgroundLog log(64, [&](const std::vector<std::string>& batch) {
      written += batch.size();
      ++batches;
    });
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < kWorkers; ++worker) {
      workers.emplace_back([&log, worker] {
        for (int i = 0; i < kLines; ++i) log.write("worker " + std::to_string(worker) + ": step " + std::to_string(i));
      });
    }
  }  // The workers are joined first, then the log writes what is left: members and variables go in reverse order.

  // The writer's thread has been joined, so its counters may be read without a lock.
  std::cout << written << " lines in " << batches << " batches\n";
  return written == std::size_t{kWorkers} * kLines ? 0 : 1;
}
