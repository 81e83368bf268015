// Correct programs with everything that the library has for threads: none of them may be accused.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "parcours/scenario.hpp"

namespace {

using namespace std::chrono_literals;
using parcours::play;

// Must hold
SCENARIO(TimePassesForWhoSleeps) {
  const auto begin = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(10h);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 10h);
}

// Must hold
SCENARIO(TimePassesForWhoWatchesTheClock) {
  const auto end = std::chrono::system_clock::now() + 20ms;
  while (std::chrono::system_clock::now() < end) {
  }
}

// Must hold
SCENARIO(SleepersWakeInTheOrderOfTheirTimes) {
  std::mutex mutex;
  std::vector<int> order;
  const auto sleep = [&](std::chrono::milliseconds time, int number) {
    std::this_thread::sleep_for(time);
    const std::lock_guard lock(mutex);
    order.push_back(number);
  };
  play({{"long", [&] { sleep(2000ms, 2); }}, {"short", [&] { sleep(10ms, 1); }}});
  EXPECT_EQ(order.size(), 2U) << "the short one may still be overtaken once it is awake";
}

// Must hold
SCENARIO(ATimedWaitEndsInTime) {
  std::mutex mutex;
  std::condition_variable condition;
  std::unique_lock lock(mutex);
  EXPECT_FALSE(condition.wait_for(lock, 1s, [] { return false; }));
  std::timed_mutex timed;
  timed.lock();
  play({{"a", [&] { EXPECT_FALSE(timed.try_lock_for(5ms)); }}});
  timed.unlock();
  std::binary_semaphore semaphore(0);
  EXPECT_FALSE(semaphore.try_acquire_for(5ms));
  std::promise<int> promise;
  EXPECT_EQ(promise.get_future().wait_for(1min), std::future_status::timeout);
}

// Must hold
SCENARIO(JthreadsStop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::jthread worker([&](const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    EXPECT_FALSE(condition.wait(lock, stop, [] { return false; }));
  });
}

// Must hold
SCENARIO(LatchBarrierAndSemaphores) {
  std::latch latch(2);
  int phases = 0;
  std::barrier barrier(2, [&]() noexcept { ++phases; });
  std::counting_semaphore<4> slots(1);
  int guarded = 0;
  const auto act = [&] {
    latch.arrive_and_wait();
    barrier.arrive_and_wait();
    slots.acquire();
    ++guarded;
    slots.release();
    barrier.arrive_and_wait();
  };
  play({{"a", act}, {"b", act}});
  EXPECT_EQ(phases, 2);
  EXPECT_EQ(guarded, 2);
}

// Must hold
SCENARIO(FuturesAndExceptions) {
  auto value = std::async(std::launch::async, [] { return std::string("a text that is long enough for the heap"); });
  auto error = std::async(std::launch::async, []() -> int { throw std::runtime_error("on purpose"); });
  std::packaged_task<int(int)> task([](int n) { return n + 1; });
  auto result = task.get_future();
  std::thread runner(std::move(task), 1);
  EXPECT_EQ(value.get().size(), 39U);
  EXPECT_THROW(error.get(), std::runtime_error);
  EXPECT_EQ(result.get(), 2);
  runner.join();
}

// Must hold
SCENARIO(ReadersAndWriters) {
  std::shared_mutex mutex;
  std::map<int, int> numbers;
  const auto read = [&] {
    const std::shared_lock lock(mutex);
    return numbers.size();
  };
  play({{"writer",
         [&] {
           const std::unique_lock lock(mutex);
           numbers[1] = 1;
         }},
        {"reader 1", [&] { EXPECT_LE(read(), 1U); }},
        {"reader 2", [&] { EXPECT_LE(read(), 1U); }}});
}

struct Counted {
  static inline int alive = 0;
  Counted() { ++alive; }
  ~Counted() { --alive; }
};

// Must hold
SCENARIO(ThreadLocalsBeginAnewAndAreDestroyed) {
  play({{"a", [] {
           thread_local int mine = 5;
           thread_local std::unique_ptr<Counted> counted;
           EXPECT_EQ(mine++, 5);
           counted = std::make_unique<Counted>();
         }}});
  EXPECT_EQ(Counted::alive, 0);
}

int& made_once() {
  static int times = 0;
  static const bool made = [] {
    ++times;
    return true;
  }();
  static_cast<void>(made);
  return times;
}

// Must hold
SCENARIO(StaticVariablesBeginAnew) {
  std::once_flag flag;
  int calls = 0;
  const auto act = [&] {
    std::call_once(flag, [&] { ++calls; });
    EXPECT_EQ(made_once(), 1);
  };
  play({{"a", act}, {"b", act}, {"c", act}});
  EXPECT_EQ(calls, 1);
}

// Must hold
SCENARIO(AFailedCallOnceIsTriedAgain) {
  std::once_flag flag;
  int calls = 0;
  const auto act = [&] {
    try {
      std::call_once(flag, [&] {
        if (++calls == 1) throw std::runtime_error("the first time");
      });
    } catch (const std::runtime_error&) {
    }
  };
  play({{"a", act}, {"b", act}});
  std::call_once(flag, [&] { ++calls; });
  EXPECT_EQ(calls, 2);
}

// Must hold
SCENARIO(SharedPointersAmongThreads) {
  std::atomic<std::shared_ptr<int>> shared{std::make_shared<int>(1)};
  play({{"writer", [&] { shared.store(std::make_shared<int>(2)); }}, {"reader", [&] {
                                                                        const std::shared_ptr<int> mine = shared.load();
                                                                        EXPECT_TRUE(*mine == 1 || *mine == 2);
                                                                      }}});
}

// Must hold
SCENARIO(ADetachedThreadMayWaitForEver) {
  static std::mutex mutex;
  static std::condition_variable condition;
  std::thread([] {
    std::unique_lock lock(mutex);
    condition.wait(lock);
  }).detach();
}

// Must hold
SCENARIO(AtomicWaitAndNotify) {
  std::atomic<int> turn{0};
  play({{"a",
         [&] {
           turn.wait(0, std::memory_order_acquire);
           EXPECT_EQ(turn.load(std::memory_order_relaxed), 1);
         }},
        {"b", [&] {
           turn.store(1, std::memory_order_release);
           turn.notify_one();
         }}});
}

struct Counter {
  std::atomic<long> count{0};
  long other = 0;
};
std::atomic<Counter*> escape{nullptr};  // so that the allocations are not optimised away

// What a fresh object's memory held before is nobody's business, also where it is used again.
// Must hold
SCENARIO(FreshObjectsAreFresh) {
  const auto make = [](long leave) {
    auto* const mine = new Counter;
    escape.store(mine, std::memory_order_relaxed);
    EXPECT_EQ(mine->count.load(std::memory_order_relaxed), 0) << "a value of another object";
    mine->count.store(1, std::memory_order_relaxed);
    mine->count.store(leave, std::memory_order_relaxed);
    delete mine;
  };
  play({{"a", [&] { make(0); }}, {"b", [&] { make(2); }}});
}

// Must hold
SCENARIO(MessagePassingWithFences) {
  int data = 0;
  std::atomic<bool> ready{false};
  play({{"sender",
         [&] {
           data = 42;
           std::atomic_thread_fence(std::memory_order_release);
           ready.store(true, std::memory_order_relaxed);
         }},
        {"receiver", [&] {
           while (!ready.load(std::memory_order_relaxed)) std::this_thread::yield();
           std::atomic_thread_fence(std::memory_order_acquire);
           EXPECT_EQ(data, 42);
         }}});
}

}  // namespace
