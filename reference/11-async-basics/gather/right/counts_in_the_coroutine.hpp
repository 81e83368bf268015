#pragma once
// No state on the heap but the tasks' own: all of it is in the frame of the call, which outlives the tasks since it
// waits for them, and for its deadline.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

struct TimedOut : std::runtime_error {
  TimedOut() : std::runtime_error("the time is up") {}
};

namespace frame {

template <class T>
struct Slot {
  asio::cancellation_signal cancel;
  std::optional<T> result;
};

template <class T>
asio::awaitable<void> fill(Slot<T>& slot, asio::awaitable<T> task) {
  slot.result.emplace(co_await std::move(task));
}

}  // namespace frame

template <class T>
asio::awaitable<std::vector<T>> gather_within(std::chrono::steady_clock::duration limit,
                                              std::vector<asio::awaitable<T>> tasks) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer news(executor, asio::steady_timer::time_point::max());
  asio::steady_timer deadline(executor);
  std::deque<frame::Slot<T>> slots;
  std::size_t under_way = 0;
  std::exception_ptr first_error;
  const auto stop = [&](std::exception_ptr why) {
    if (first_error) return;
    first_error = std::move(why);
    deadline.cancel();
    for (auto& slot : slots) slot.cancel.emit(asio::cancellation_type::all);
  };
  const auto one_less = [&] {
    if (--under_way == 0) news.cancel();
  };

  if (limit != limit.max()) {
    ++under_way;  // the deadline is waited for like the tasks
    deadline.expires_after(limit);
    deadline.async_wait([&](const asio::error_code& error) {
      if (!error) stop(std::make_exception_ptr(TimedOut()));
      one_less();
    });
  }
  std::size_t tasks_under_way = 0;
  for (asio::awaitable<T>& task : tasks) {
    if (first_error) break;
    ++under_way;
    ++tasks_under_way;
    auto& slot = slots.emplace_back();
    asio::co_spawn(executor, frame::fill(slot, std::move(task)),
                   asio::bind_cancellation_slot(slot.cancel.slot(), [&](const std::exception_ptr& error) {
                     if (error) stop(error);
                     if (--tasks_under_way == 0) deadline.cancel();
                     one_less();
                   }));
  }
  if (tasks_under_way == 0) deadline.cancel();

  const bool usual = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  while (under_way > 0) {
    asio::error_code woken;
    co_await news.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    const asio::cancellation_state told = co_await asio::this_coro::cancellation_state;
    if (told.cancelled() != asio::cancellation_type::none)
      stop(std::make_exception_ptr(std::runtime_error("cancelled")));
  }
  co_await asio::this_coro::throw_if_cancelled(usual);

  if (first_error) std::rethrow_exception(first_error);
  std::vector<T> results;
  for (auto& slot : slots) results.push_back(std::move(*slot.result));
  co_return results;
}

template <class T>
asio::awaitable<std::vector<T>> gather(std::vector<asio::awaitable<T>> tasks) {
  return gather_within(std::chrono::steady_clock::duration::max(), std::move(tasks));
}
