// A thread pool of jthreads that lives as long as its owner; submit returns a future.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>
#include <type_traits>
#include <vector>

class Pool {
 public:
  explicit Pool(unsigned threads) {
    for (unsigned t = 0; t < threads; ++t) workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
  template <class F>
  auto submit(F f) {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<F>()>>(std::move(f));
    auto future = task->get_future();
    {
      const std::lock_guard lock(mutex_);
      tasks_.emplace_back([task] { (*task)(); });
    }
    ready_.notify_one();
    return future;
  }

 private:
  void work(const std::stop_token& stop) {
    for (;;) {
      std::unique_lock lock(mutex_);
      if (!ready_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }
  }
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::jthread> workers_;  // last: ends first
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Pool pool(threads);
  std::vector<std::uint64_t> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), seed % 1000);
  std::vector<std::future<std::uint64_t>> parts;
  for (std::size_t from = 0; from < numbers.size(); from += 100)
    parts.push_back(pool.submit([&numbers, from] {
      return std::accumulate(numbers.begin() + long(from), numbers.begin() + long(from) + 100, std::uint64_t{0});
    }));
  std::uint64_t sum = 0;
  for (auto& part : parts) sum += part.get();
  return sum == 1000 * (seed % 1000) + 999 * 1000 / 2;
}
