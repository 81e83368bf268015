#pragma once
// When the channel is full, the oldest item makes room.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <stdexcept>
#include <utility>

// What send throws when the channel has been closed.
struct Closed : std::runtime_error {
  Closed() : std::runtime_error("the channel is closed") {}
};

template <class T>
class Channel {
 public:
  Channel(asio::any_io_executor executor, std::size_t capacity) : executor_(std::move(executor)), capacity_(capacity) {}

  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  asio::awaitable<void> send(T item) {
    if (closed_) throw Closed();
    if (!receivers_.empty()) {  // then the channel is empty
      receivers_.front()->item.emplace(std::move(item));
      serve(receivers_);
      co_return;
    }
    if (items_.size() == capacity_) items_.pop_front();
    if (items_.size() < capacity_) {
      items_.push_back(std::move(item));
      co_return;
    }
    Waiting<Sender> self(senders_, executor_, std::move(item));
    asio::error_code woken;
    co_await self.news.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (self.served) co_return;
    if (closed_) throw Closed();
    throw asio::system_error(asio::error::operation_aborted);
  }

  asio::awaitable<std::optional<T>> receive() {
    if (!items_.empty()) {
      std::optional<T> item(std::move(items_.front()));
      items_.pop_front();
      if (!senders_.empty() && !closed_) {
        items_.push_back(std::move(*senders_.front()->item));
        serve(senders_);
      }
      co_return item;
    }
    if (closed_) co_return std::nullopt;
    Waiting<Receiver> self(receivers_, executor_);
    asio::error_code woken;
    co_await self.news.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    // Served and cancelled at once: the item is here, and nowhere else. So it is returned.
    if (!self.served && !closed_) throw asio::system_error(asio::error::operation_aborted);
    co_return std::move(self.item);
  }

  void close() {
    closed_ = true;
    for (Receiver* const receiver : receivers_) receiver->news.cancel();
    for (Sender* const sender : senders_) sender->news.cancel();
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  // A coroutine that waits, in its own frame.
  struct Waiter {
    explicit Waiter(const asio::any_io_executor& executor, std::optional<T> of_sender = std::nullopt)
        : news(executor, asio::steady_timer::time_point::max()), item(std::move(of_sender)) {}
    asio::steady_timer news;  // never expires: cancelling it wakes the coroutine
    std::optional<T> item;    // a sender's, or for a receiver
    bool served = false;
  };
  struct Sender : Waiter {
    using Waiter::Waiter;
  };
  struct Receiver : Waiter {
    using Waiter::Waiter;
  };

  // Stands in the line for as long as it lives and is not served. However the wait ends, nobody finds it there
  // afterwards.
  template <class Kind>
  struct Waiting : Kind {
    template <class... Arguments>
    explicit Waiting(std::list<Kind*>& line, Arguments&&... arguments)
        : Kind(std::forward<Arguments>(arguments)...), line_(line), place_(line.insert(line.end(), this)) {}
    ~Waiting() {
      if (!this->served) line_.erase(place_);
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    std::list<Kind*>& line_;
    typename std::list<Kind*>::iterator place_;
  };

  // The first of the line has what it waits for.
  template <class Kind>
  static void serve(std::list<Kind*>& line) {
    line.front()->served = true;
    line.front()->news.cancel();
    line.pop_front();
  }

  asio::any_io_executor executor_;
  std::size_t capacity_;
  std::deque<T> items_;
  std::list<Sender*> senders_;      // while the channel is full
  std::list<Receiver*> receivers_;  // while it is empty
  bool closed_ = false;
};
