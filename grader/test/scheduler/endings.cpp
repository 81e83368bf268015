// Every way in which a schedule can end, each told for what it is, and none of them harming the next schedule.
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parcours/scenario.hpp"

namespace {

using parcours::play;

// Must get: crash
SCENARIO(NullPointer) {
  play({{"a", [] {
           int* volatile nowhere = nullptr;
           *nowhere = 1;
         }}});
}

// Must get: crash
SCENARIO(UncaughtException) {
  play({{"a", [] { throw std::runtime_error("nobody catches it"); }}});
}

// Must get: crash
SCENARIO(Abort) {
  play({{"a", [] { std::abort(); }}});
}

// Must get: crash
SCENARIO(Exit) {
  play({{"a", [] { std::exit(0); }}});
}

// Must get: crash
SCENARIO(QuietExit) {
  play({{"a", [] { std::_Exit(0); }}});
}

// Must get: crash
SCENARIO(RaisedSignal) {
  play({{"a", [] { std::raise(SIGFPE); }}});
}

[[gnu::noinline]] int deep(int n, volatile char* caller) {
  volatile char room[4096];
  room[0] = caller[0];
  return n == 0 ? room[0] : deep(n - 1, room) + room[0];
}

// Must get: crash
SCENARIO(StackOverflow) {
  play({{"a", [] {
           volatile char none = 0;
           (void)deep(1000, &none);
         }}});
}

// Must get: crash
SCENARIO(JoinableThreadDestroyed) {
  std::thread thread([] {});
  (void)thread;
}

// Must get: crash
SCENARIO(UsedAfterItWasFreed) {
  auto number = std::make_unique<int>(1);
  int* const alias = number.get();
  number.reset();
  EXPECT_EQ(*alias, 1);
}

// Must get: crash
SCENARIO(FreedTwice) {
  void* const block = std::malloc(16);
  std::free(block);
  void* volatile again = block;
  std::free(again);
}

// Must get: crash
SCENARIO(BeyondTheEnd) {
  std::vector<int> numbers(3);
  volatile int* const data = numbers.data();
  data[4] = 1;
}

// Must get: crash
SCENARIO(UnlockedByAnotherThread) {
  std::mutex mutex;
  mutex.lock();
  play({{"a", [&] { mutex.unlock(); }}});
}

// Must get: crash
SCENARIO(ConditionDestroyedUnderAWaiter) {
  std::mutex mutex;
  auto condition = std::make_unique<std::condition_variable>();
  std::condition_variable* const alias = condition.get();
  bool waits = false;
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
    waits = true;
    alias->wait(lock);
  });
  for (bool there = false; !there; std::this_thread::yield()) {
    const std::lock_guard lock(mutex);
    there = waits;
  }
  {
    const std::lock_guard lock(mutex);
    condition.reset();
  }
  waiter.join();
}

// Must get: deadlock
SCENARIO(NobodyNotifies) {
  std::mutex mutex;
  std::condition_variable condition;
  std::unique_lock lock(mutex);
  condition.wait(lock, [] { return false; });
}

// Must get: deadlock
SCENARIO(LockedTwice) {
  std::mutex mutex;
  mutex.lock();
  mutex.lock();
}

// Must get: deadlock
SCENARIO(PromiseNeverKept) {
  std::promise<int> promise;
  EXPECT_EQ(promise.get_future().get(), 1);
}

// Must get: deadlock
SCENARIO(AtomicNeverChanged) {
  std::atomic<int> number{0};
  number.wait(0);
}

// Must get: timeout
SCENARIO(SpinsForEver) {
  std::atomic<bool> flag{false};
  while (!flag.load()) {
  }
}

// Must get: timeout
SCENARIO(ComputesForEver) {
  for (volatile bool forever = true; forever;) {
  }
}

// Must get: timeout
SCENARIO(YieldsForEver) {
  std::atomic<bool> flag{false};
  while (!flag) std::this_thread::yield();
}

// Must get: test-failure
SCENARIO(AssertionInAThread) {
  play({{"a", [] { EXPECT_EQ(1 + 1, 3) << "in the thread"; }}});
}

// Must get: inconclusive
SCENARIO(MoreThreadsThanItTakes) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 40; ++i) threads.emplace_back([] {});
}

}  // namespace
