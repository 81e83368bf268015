#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters; everything else is yours to change.
#ifndef ASIO_HAS_CO_AWAIT
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#endif
#include <asio.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

// What gather_within throws when its time is up.
struct TimedOut : std::runtime_error {
  TimedOut() : std::runtime_error("the time is up") {}
};

// Runs all tasks at once, and returns what they return, in the order of the tasks. When one of them throws, the others
// are cancelled; when all have ended, the first error is thrown.
template <class T>
asio::awaitable<std::vector<T>> gather(std::vector<asio::awaitable<T>> tasks) {
  (void)tasks;
  co_return std::vector<T>();  // TODO
}

// The same. When they have not all ended after `limit`, those that still run are cancelled; when all have ended,
// TimedOut is thrown.
template <class T>
asio::awaitable<std::vector<T>> gather_within(std::chrono::steady_clock::duration limit,
                                              std::vector<asio::awaitable<T>> tasks) {
  (void)limit;
  (void)tasks;
  co_return std::vector<T>();  // TODO
}
