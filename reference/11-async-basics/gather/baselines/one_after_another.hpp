#pragma once
// Awaits one task after the other.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

struct TimedOut : std::runtime_error {
  TimedOut() : std::runtime_error("the time is up") {}
};

template <class T>
asio::awaitable<std::vector<T>> gather(std::vector<asio::awaitable<T>> tasks) {
  std::vector<T> results;
  for (asio::awaitable<T>& task : tasks) results.push_back(co_await std::move(task));
  co_return results;
}

template <class T>
asio::awaitable<std::vector<T>> gather_within(std::chrono::steady_clock::duration,
                                              std::vector<asio::awaitable<T>> tasks) {
  return gather(std::move(tasks));
}
