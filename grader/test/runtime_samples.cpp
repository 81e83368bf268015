// Programs that fail, race or hang on purpose: the tests of the runtime run them by name and look at what they say.
// Built with the race detector and without.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "parcours/test.hpp"

namespace {

using parcours::History;
using parcours::stress;

TEST(Stress, LostUpdate) {
  stress(
      {.threads = 2, .rounds = 100'000, .time = std::chrono::seconds(20)}, [] { return std::atomic<int>(0); },
      [](std::atomic<int>& counter, unsigned) {
        const int before = counter.load(std::memory_order_relaxed);
        counter.store(before + 1, std::memory_order_relaxed);
      },
      [](std::atomic<int>& counter) { EXPECT_EQ(counter.load(), 2) << "an update was lost"; });
}

/// Counts things that are put in and taken out. take() asks once whether there is one where it should ask again.
class Store {
 public:
  void put() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  bool take() {
    std::unique_lock lock(mutex_);
    if (count_ == 0) changed_.wait(lock);
    if (count_ == 0) return false;
    --count_;
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

TEST(Stress, IfInsteadOfWhile) {
  stress(
      {.threads = 3, .rounds = 100'000, .time = std::chrono::seconds(20)}, [] { return Store(); },
      [](Store& store, unsigned thread) {
        if (thread == 0) {
          store.put();
          store.put();
        } else {
          EXPECT_TRUE(store.take()) << "woken for nothing";
        }
      },
      [](Store&) {});
}

TEST(Stress, ExceptionInOneThread) {
  stress(
      {.threads = 2, .rounds = 10, .time = std::chrono::seconds(20)}, [] { return 0; },
      [](int&, unsigned thread) {
        if (thread == 1) throw std::runtime_error("no luck");
      },
      [](int&) {});
}

/// No atomic, no lock: a race in every round.
TEST(Stress, Race) {
  stress({.threads = 2, .rounds = 200}, [] { return 0; }, [](int& value, unsigned) { ++value; }, [](int&) {});
}

/// Made before and looked at after the round without any lock, by all threads: nothing to report.
TEST(Stress, NoRace) {
  struct Round {
    std::vector<int> shares;
    std::mutex mutex;
    int sum = 0;
  };
  stress(
      {.threads = 3, .rounds = 200}, [] { return Round{std::vector<int>(3, 1), {}, 0}; },
      [](Round& round, unsigned thread) {
        ++round.shares[thread];
        const std::lock_guard lock(round.mutex);
        round.sum += round.shares[thread];
      },
      [](Round& round) { EXPECT_EQ(round.sum, 6); });
}

/// The first thread writes long before the second reads; only the record of the calls lies between. (The detector
/// remembers four accesses to each eight bytes: both variables in the same eight would be too many.)
TEST(History, RaceBetweenRecordedCalls) {
  alignas(8) int value = 0;
  alignas(8) std::atomic<bool> written{false};
  History<int, int> history(2);
  parcours::run_together(2, [&](unsigned thread) {
    if (thread == 0) {
      history.record(0, 0, [&] { return value = 1; });
      written.store(true, std::memory_order_relaxed);
      return;
    }
    while (!written.load(std::memory_order_relaxed)) std::this_thread::yield();
    history.record(1, 1, [&] { return value; });
  });
}

/// The record is read while another thread is still inside of a call.
TEST(History, NoRaceWithTheReader) {
  std::atomic<bool> go_on{false};
  History<std::vector<int>, std::vector<int>> history(2);
  parcours::run_together(2, [&](unsigned thread) {
    if (thread == 0) {
      for (int i = 0; i < 20; ++i) history.record(0, {i}, [&] { return std::vector<int>{i, i}; });
      history.record(0, {20}, [&] {
        while (!go_on) std::this_thread::yield();
        return std::vector<int>();
      });
      return;
    }
    std::size_t seen = 0;
    while (seen < 21) {
      seen = 0;
      for (const auto& call : history.calls()) seen += call.operation.size();
    }
    go_on = true;
  });
}

TEST(Sleepers, RaceBesideThem) {
  int value = 0;
  parcours::Sleepers sleepers(1);
  parcours::run_together(2, [&](unsigned thread) {
    if (thread == 0) {
      sleepers.call(0, [&] { value = 1; });
      return;
    }
    sleepers.settle();
    EXPECT_LE(value, 1);
  });
}

}  // namespace
