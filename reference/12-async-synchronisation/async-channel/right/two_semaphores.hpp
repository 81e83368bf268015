#pragma once
// Two semaphores for coroutines: one counts room, the other items. A unit that is given to somebody in line is that
// one's alone, so who is cancelled afterwards has it all the same.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

struct Closed : std::runtime_error {
  Closed() : std::runtime_error("the channel is closed") {}
};

class AsyncSemaphore {
 public:
  AsyncSemaphore(asio::any_io_executor executor, std::size_t units) : executor_(std::move(executor)), units_(units) {}

  // False: it was ended. Throws where it is cancelled.
  asio::awaitable<bool> acquire() {
    if (units_ > 0) {
      --units_;
      co_return true;
    }
    if (ended_) co_return false;
    const auto place = std::make_shared<Place>(executor_);
    line_.push_back(place);
    asio::error_code woken;
    co_await place->news.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (place->state == State::waits) {  // only being cancelled wakes it unchanged
      place->state = State::gone;        // whoever comes to it passes it over
      throw asio::system_error(asio::error::operation_aborted);
    }
    co_return place->state == State::served;
  }

  void release() {
    while (!line_.empty()) {
      const auto first = line_.front();
      line_.pop_front();
      if (first->state != State::waits) continue;
      first->state = State::served;
      first->news.cancel();
      return;
    }
    ++units_;
  }

  void end() {
    ended_ = true;
    for (const auto& place : line_) {
      if (place->state != State::waits) continue;
      place->state = State::refused;
      place->news.cancel();
    }
    line_.clear();
  }

 private:
  enum class State { waits, served, refused, gone };
  struct Place {
    explicit Place(const asio::any_io_executor& executor) : news(executor, asio::steady_timer::time_point::max()) {}
    asio::steady_timer news;
    State state = State::waits;
  };

  asio::any_io_executor executor_;
  std::size_t units_;
  std::deque<std::shared_ptr<Place>> line_;
  bool ended_ = false;
};

template <class T>
class Channel {
 public:
  Channel(const asio::any_io_executor& executor, std::size_t capacity)
      : room_(executor, capacity), filled_(executor, 0) {}

  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  asio::awaitable<void> send(T item) {
    if (closed_) throw Closed();
    if (!co_await room_.acquire()) throw Closed();
    items_.push_back(std::move(item));
    filled_.release();
  }

  asio::awaitable<std::optional<T>> receive() {
    if (!co_await filled_.acquire()) co_return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    room_.release();
    co_return item;
  }

  void close() {
    closed_ = true;
    room_.end();
    filled_.end();
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  AsyncSemaphore room_;
  AsyncSemaphore filled_;
  std::deque<T> items_;
  bool closed_ = false;
};
