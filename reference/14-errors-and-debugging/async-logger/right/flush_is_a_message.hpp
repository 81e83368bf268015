#pragma once
// Everything is a message: flush() puts one into the same queue as the lines, and the background thread keeps the
// promise in it when its turn comes; the end is the last message. Room is counted by a semaphore, which gets a permit
// back for each line that is done with.
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <list>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

class AsyncLogger {
 public:
  using Sink = std::function<std::size_t(std::string_view)>;

  AsyncLogger(Sink sink, std::size_t limit)
      : sink_(std::move(sink)), room_(static_cast<std::ptrdiff_t>(limit)), thread_([this] { listen(); }) {}

  ~AsyncLogger() {
    send(End{});
    thread_.join();
  }

  AsyncLogger(const AsyncLogger&) = delete;
  AsyncLogger& operator=(const AsyncLogger&) = delete;

  void log(std::string line) {
    room_.acquire();
    send(Line{std::move(line)});
  }

  bool flush() {
    Flush message;
    std::future<bool> answer = message.complete.get_future();
    send(std::move(message));
    return answer.get();
  }

  std::uint64_t lost() const { return losses().count; }
  std::exception_ptr error() const { return losses().last; }

 private:
  struct Line {
    std::string text;
  };
  struct Flush {
    std::promise<bool> complete;
  };
  struct End {};
  using Message = std::variant<Line, Flush, End>;

  struct Losses {
    std::uint64_t count = 0;
    std::exception_ptr last;
  };

  void send(Message message) {
    const std::scoped_lock lock(queue_mutex_);
    queue_.push_back(std::move(message));
    arrival_.notify_one();
  }

  Message receive() {
    std::unique_lock lock(queue_mutex_);
    arrival_.wait(lock, [this] { return !queue_.empty(); });
    Message first = std::move(queue_.front());
    queue_.pop_front();
    return first;
  }

  void listen() {
    for (;;) {
      Message message = receive();
      if (std::holds_alternative<End>(message)) return;
      if (auto* const question = std::get_if<Flush>(&message)) {
        question->complete.set_value(losses().count == 0);
      } else {
        write(std::get<Line>(message).text);
        room_.release();
      }
    }
  }

  void write(std::string_view rest) {
    try {
      if (within_a_line_) end_line();  // of one that was given up
      while (!rest.empty()) {
        rest.remove_prefix(sink_(rest));
        within_a_line_ = true;
      }
      end_line();
    } catch (...) {
      const std::scoped_lock lock(losses_mutex_);
      ++losses_.count;
      losses_.last = std::current_exception();
    }
  }

  void end_line() {
    sink_("\n");
    within_a_line_ = false;
  }

  Losses losses() const {
    const std::scoped_lock lock(losses_mutex_);
    return losses_;
  }

  const Sink sink_;
  bool within_a_line_ = false;  // the sink has the beginning of a line, and not its end

  mutable std::mutex losses_mutex_;
  Losses losses_;
  std::counting_semaphore<> room_;
  std::mutex queue_mutex_;
  std::condition_variable arrival_;
  std::list<Message> queue_;
  std::thread thread_;
};
