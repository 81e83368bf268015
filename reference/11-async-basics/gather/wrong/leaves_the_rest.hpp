#pragma once
// After an error it cancels the others and returns at once, while they are still ending.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

// What gather_within throws when its time is up.
struct TimedOut : std::runtime_error {
  TimedOut() : std::runtime_error("the time is up") {}
};

namespace gathering {

// What the tasks of one call have in common. The tasks' completion handlers and the deadline's keep it alive: the loop
// may still have one of them in its queue when the call is over.
template <class T>
struct State {
  State(const asio::any_io_executor& executor, std::size_t tasks)
      : all_ended(executor, asio::steady_timer::time_point::max()), deadline(executor), cancel(tasks), results(tasks) {}

  // The first reason counts.
  void stop(std::exception_ptr why) {
    if (error) return;
    error = std::move(why);
    for (asio::cancellation_signal& one : cancel) one.emit(asio::cancellation_type::terminal);
    all_ended.cancel();
  }

  void one_has_ended() {
    if (--running == 0) all_ended.cancel();
  }

  asio::steady_timer all_ended;  // never expires: cancelling it wakes who waits
  asio::steady_timer deadline;
  std::vector<asio::cancellation_signal> cancel;  // one a task
  std::vector<std::optional<T>> results;
  std::size_t running = 0;
  std::exception_ptr error;
};

// One task, whose result or error goes to its place. Nothing comes out of it.
template <class T>
asio::awaitable<void> play(std::shared_ptr<State<T>> state, std::size_t place, asio::awaitable<T> task) {
  try {
    state->results[place].emplace(co_await std::move(task));
  } catch (...) {
    state->stop(std::current_exception());
  }
}

template <class T>
asio::awaitable<std::vector<T>> all_of(std::vector<asio::awaitable<T>> tasks,
                                       std::optional<std::chrono::steady_clock::duration> limit) {
  const auto executor = co_await asio::this_coro::executor;
  const auto state = std::make_shared<State<T>>(executor, tasks.size());
  if (limit) {
    state->deadline.expires_after(*limit);
    state->deadline.async_wait([state](const asio::error_code& error) {
      if (!error) state->stop(std::make_exception_ptr(TimedOut()));
    });
  }

  // A task runs up to its first wait as soon as it is started. When it fails there, the rest need not start.
  for (std::size_t i = 0; i < tasks.size() && !state->error; ++i) {
    ++state->running;
    asio::co_spawn(executor, play(state, i, std::move(tasks[i])),
                   asio::bind_cancellation_slot(state->cancel[i].slot(),
                                                [state](const std::exception_ptr&) { state->one_has_ended(); }));
  }

  // Being cancelled is no reason to leave: the tasks are told, and waited for all the same.
  const bool usual = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  while (state->running > 0 && !state->error) {
    asio::error_code woken;
    co_await state->all_ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    const asio::cancellation_state cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none)
      state->stop(std::make_exception_ptr(asio::system_error(asio::error::operation_aborted)));
  }
  co_await asio::this_coro::throw_if_cancelled(usual);
  state->deadline.cancel();  // or the loop would wait for it

  if (state->error) std::rethrow_exception(state->error);
  std::vector<T> results;
  results.reserve(state->results.size());
  for (std::optional<T>& result : state->results) results.push_back(std::move(*result));
  co_return results;
}

}  // namespace gathering

template <class T>
asio::awaitable<std::vector<T>> gather(std::vector<asio::awaitable<T>> tasks) {
  return gathering::all_of<T>(std::move(tasks), std::nullopt);
}

template <class T>
asio::awaitable<std::vector<T>> gather_within(std::chrono::steady_clock::duration limit,
                                              std::vector<asio::awaitable<T>> tasks) {
  return gathering::all_of<T>(std::move(tasks), limit);
}
