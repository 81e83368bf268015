#pragma once
// No pool at all: std::async starts a thread for every task, and nobody waits for a worker.
#include <functional>
#include <future>
#include <utility>

class ThreadPool {
 public:
  explicit ThreadPool(unsigned) {}

  template <class Function, class... Arguments>
  auto submit(Function&& function, Arguments&&... arguments) {
    return std::async(std::launch::async, std::forward<Function>(function), std::forward<Arguments>(arguments)...);
  }

  template <class Result>
  void wait(const std::future<Result>& future) {
    future.wait();
  }
};
