#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members;
// everything else is yours to change, and you may include whatever you need from the standard library.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

class AsyncLogger {
 public:
  // Where the lines go. It is handed bytes and returns how many of them, from the front, it has taken: at least one,
  // perhaps not all. If it can take none, it throws, anything it likes. It may take its time.
  using Sink = std::function<std::size_t(std::string_view)>;

  // Starts the background thread, the only one that calls the sink. At most `limit` lines (at least 1) are in the
  // logger at a time: accepted, and neither written nor lost. The line that is being written counts.
  AsyncLogger(Sink sink, std::size_t limit) {
    (void)sink;
    (void)limit;
  }

  // Waits until every accepted line is written or lost. No thread is left afterwards.
  ~AsyncLogger() {
    // TODO
  }

  // Threads share one logger by reference; nobody copies it.
  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  // Accepts a line; the logger adds the '\n'. Returns at once, without waiting for the sink. Only where `limit` lines
  // are in the logger it sleeps until one of them is written or lost.
  void log(std::string line) {
    (void)line;  // TODO
  }

  // Sleeps until every line that was accepted before is written or lost. True if no line has been lost so far.
  bool flush() {
    return true;  // TODO
  }

  // How many lines have been lost so far.
  std::uint64_t lost() const {
    return 0;  // TODO
  }

  // What the sink threw when the last of them was lost; null as long as none is.
  std::exception_ptr error() const {
    return nullptr;  // TODO
  }
};
