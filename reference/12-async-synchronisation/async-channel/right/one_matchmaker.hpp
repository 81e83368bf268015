#pragma once
// Every call leaves a ticket, and one function brings tickets and items together, whatever has changed.
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

template <class T>
class Channel {
 public:
  Channel(asio::any_io_executor executor, std::size_t capacity) : executor_(std::move(executor)), capacity_(capacity) {}

  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  asio::awaitable<void> send(T item) {
    if (closed_) throw Closed();
    const auto ticket = std::make_shared<Ticket>();
    ticket->item.emplace(std::move(item));
    senders_.push_back(ticket);
    match();
    co_await answered(ticket);
    if (ticket->answer == Answer::refused) throw Closed();
  }

  asio::awaitable<std::optional<T>> receive() {
    const auto ticket = std::make_shared<Ticket>();
    receivers_.push_back(ticket);
    match();
    co_await answered(ticket);
    co_return std::move(ticket->item);
  }

  void close() {
    closed_ = true;
    match();
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  enum class Answer { none, served, refused, withdrawn };
  struct Ticket {
    Answer answer = Answer::none;
    std::optional<T> item;
    std::optional<asio::steady_timer> sleeping;
  };
  using Line = std::deque<std::shared_ptr<Ticket>>;

  asio::awaitable<void> answered(std::shared_ptr<Ticket> ticket) {
    if (ticket->answer != Answer::none) co_return;
    ticket->sleeping.emplace(executor_, asio::steady_timer::time_point::max());
    asio::error_code woken;
    co_await ticket->sleeping->async_wait(asio::redirect_error(asio::use_awaitable, woken));
    ticket->sleeping.reset();
    if (ticket->answer != Answer::none) co_return;
    ticket->answer = Answer::withdrawn;
    throw asio::system_error(asio::error::operation_aborted);
  }

  static void answer(const std::shared_ptr<Ticket>& ticket, Answer with) {
    ticket->answer = with;
    if (ticket->sleeping) ticket->sleeping->cancel();
  }

  // The first that has not withdrawn; null: nobody waits.
  static std::shared_ptr<Ticket> first_of(Line& line) {
    while (!line.empty() && line.front()->answer == Answer::withdrawn) line.pop_front();
    return line.empty() ? nullptr : line.front();
  }

  void match() {
    for (bool changed = true; changed;) {
      changed = false;
      if (const auto sender = first_of(senders_); sender && (closed_ || items_.size() < capacity_)) {
        senders_.pop_front();
        if (!closed_) {
          items_.push_back(std::move(*sender->item));
          sender->item.reset();
        }
        answer(sender, closed_ ? Answer::refused : Answer::served);
        changed = true;
      }
      if (const auto receiver = first_of(receivers_); receiver && (closed_ || !items_.empty())) {
        receivers_.pop_front();
        if (!items_.empty()) {
          receiver->item.emplace(std::move(items_.front()));
          items_.pop_front();
        }
        answer(receiver, Answer::served);
        changed = true;
      }
    }
  }

  asio::any_io_executor executor_;
  std::size_t capacity_;
  std::deque<T> items_;
  Line senders_;
  Line receivers_;
  bool closed_ = false;
};
