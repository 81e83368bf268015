#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bounded_queue.hpp"
#include "parcours/test.hpp"

namespace {

using parcours::run_together;
using parcours::Sleepers;

// Can be moved and nothing more: no copy, no default constructor. Counts how many of its kind hold something.
class Parcel {
 public:
  Parcel(int number, std::atomic<int>& alive) : number_(number), alive_(&alive) { ++*alive_; }
  Parcel(Parcel&& other) noexcept : number_(other.number_), alive_(std::exchange(other.alive_, nullptr)) {}
  Parcel& operator=(Parcel&& other) noexcept {
    std::swap(number_, other.number_);
    std::swap(alive_, other.alive_);
    return *this;
  }
  ~Parcel() {
    if (alive_ != nullptr) --*alive_;
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
  std::atomic<int>* alive_;
};

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// How often this thread went to sleep so far.
long naps_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

// ---- one thread: order, capacity, items ----------------------------------------------------------------------------

TEST(BoundedQueue, KeepsOrder) {
  auto random = parcours::rng();
  for (int round = 0; round < 20; ++round) {
    const std::size_t capacity = 1 + random() % 9;
    BoundedQueue<std::uint64_t> queue(capacity);
    std::deque<std::uint64_t> expected;
    for (int step = 0; step < 100; ++step) {
      const bool waiting_kind = random() % 2 == 0;
      if (random() % 2 == 0 && expected.size() < capacity) {
        const std::uint64_t item = random();
        ASSERT_TRUE(waiting_kind ? queue.push(item) : queue.try_push(item)) << "there is room, the queue is open";
        expected.push_back(item);
      } else if (!expected.empty()) {
        const auto item = waiting_kind ? queue.pop() : queue.try_pop();
        ASSERT_TRUE(item.has_value()) << "there are " << expected.size() << " items";
        ASSERT_EQ(*item, expected.front()) << "the item that went in first comes out first";
        expected.pop_front();
      }
    }
  }
}

TEST(BoundedQueue, KeepsToCapacity) {
  for (const std::size_t capacity : {1U, 2U, 3U, 8U, 100U}) {
    BoundedQueue<int> queue(capacity);
    EXPECT_EQ(queue.size(), 0U);
    for (std::size_t i = 0; i < capacity; ++i) {
      ASSERT_TRUE(queue.try_push(7)) << i << " of " << capacity << " places are taken";
      ASSERT_EQ(queue.size(), i + 1);
    }
    ASSERT_FALSE(queue.try_push(8)) << "all " << capacity << " places are taken";
    ASSERT_EQ(queue.size(), capacity);
    ASSERT_TRUE(queue.try_pop().has_value());
    ASSERT_EQ(queue.size(), capacity - 1);
    ASSERT_TRUE(queue.try_push(9)) << "a place has become free";
    ASSERT_FALSE(queue.try_push(10));
  }
}

TEST(BoundedQueue, TryPopOnEmptyGivesNothing) {
  BoundedQueue<int> queue(2);
  EXPECT_FALSE(queue.try_pop().has_value());
  ASSERT_TRUE(queue.try_push(5));
  EXPECT_EQ(queue.try_pop(), std::optional<int>(5));
  EXPECT_FALSE(queue.try_pop().has_value());
}

TEST(BoundedQueue, CarriesItemsThatOnlyMove) {
  BoundedQueue<std::unique_ptr<int>> queue(2);
  ASSERT_TRUE(queue.push(std::make_unique<int>(1)));
  ASSERT_TRUE(queue.try_push(std::make_unique<int>(2)));
  const auto first = queue.pop();
  ASSERT_TRUE(first.has_value() && *first != nullptr);
  EXPECT_EQ(**first, 1);
  const auto second = queue.try_pop();
  ASSERT_TRUE(second.has_value() && *second != nullptr);
  EXPECT_EQ(**second, 2);
}

TEST(BoundedQueue, LeavesNoItemBehind) {
  std::atomic<int> alive{0};
  {
    BoundedQueue<Parcel> queue(3);
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(queue.push(Parcel(i, alive)));
      const auto parcel = queue.pop();
      ASSERT_TRUE(parcel.has_value());
      EXPECT_EQ(parcel->number(), i);
    }
    EXPECT_EQ(alive, 0) << "an item that was taken out is gone when its taker drops it";
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.try_push(Parcel(i, alive)));
    EXPECT_FALSE(queue.try_push(Parcel(3, alive)));
    EXPECT_EQ(alive, 3) << "an item that was refused is dropped";
  }
  EXPECT_EQ(alive, 0) << "items that are still in the queue go with it";
}

// ---- waiting -------------------------------------------------------------------------------------------------------

TEST(BoundedQueue, PopWaitsWhileEmpty) {
  for (int round = 0; round < 10; ++round) {
    BoundedQueue<int> queue(2);
    Sleepers sleepers(1);
    std::optional<int> got;
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        got = sleepers.call(0, [&] { return queue.pop(); });
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "pop() came back although nothing had been pushed";
      if (round % 2 == 0) {
        queue.push(round);
      } else {
        EXPECT_TRUE(queue.try_push(round));
      }
    });
    ASSERT_EQ(got, std::optional<int>(round));
  }
}

TEST(BoundedQueue, PushWaitsWhileFull) {
  for (int round = 0; round < 10; ++round) {
    BoundedQueue<int> queue(2);
    ASSERT_TRUE(queue.try_push(1));
    ASSERT_TRUE(queue.try_push(2));
    Sleepers sleepers(1);
    bool accepted = false;
    run_together(2, [&](unsigned thread) {
      if (thread == 1) {
        accepted = sleepers.call(0, [&] { return queue.push(3); });
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "push() came back although the queue was full";
      EXPECT_EQ(queue.size(), 2U);
      EXPECT_EQ(round % 2 == 0 ? queue.pop() : queue.try_pop(), std::optional<int>(1));
    });
    ASSERT_TRUE(accepted);
    ASSERT_EQ(queue.try_pop(), std::optional<int>(2));
    ASSERT_EQ(queue.try_pop(), std::optional<int>(3));
  }
}

TEST(BoundedQueue, WaitingCostsNoProcessorTime) {
  BoundedQueue<int> empty(1);
  BoundedQueue<int> full(1);
  ASSERT_TRUE(full.try_push(1));
  Sleepers sleepers(2);
  run_together(3, [&](unsigned thread) {
    if (thread == 0) {
      // A thread that spins is never seen asleep, however many others compete for the cores.
      int calm = 0;
      const auto calm_for_long = [&] { return (calm = sleepers.at_rest() ? calm + 1 : 0) == 30; };
      EXPECT_TRUE(parcours::eventually(calm_for_long, std::chrono::milliseconds(2500)))
          << "a thread that waits in pop() or push() keeps running instead of sleeping";
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      EXPECT_TRUE(empty.try_push(2));
      EXPECT_TRUE(full.try_pop().has_value());
      return;
    }
    const auto began = std::chrono::steady_clock::now();
    const auto cpu_before = cpu_time_of_this_thread();
    const long naps_before = naps_of_this_thread();
    if (thread == 1) {
      EXPECT_EQ(sleepers.call(0, [&] { return empty.pop(); }), std::optional<int>(2));
    } else {
      EXPECT_TRUE(sleepers.call(1, [&] { return full.push(3); }));
    }
    const auto cpu = cpu_time_of_this_thread() - cpu_before;
    const auto wall = std::chrono::steady_clock::now() - began;
    const char* what = thread == 1 ? "pop() on an empty queue" : "push() on a full queue";
    EXPECT_LT(cpu * 15, wall) << what << " keeps a core busy while it waits";
    EXPECT_LT(naps_of_this_thread() - naps_before, 50) << what << " wakes again and again to look, with no news";
  });
}

// ---- closing -------------------------------------------------------------------------------------------------------

TEST(BoundedQueue, PopDrainsAfterClose) {
  BoundedQueue<int> queue(4);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.try_push(i));
  queue.close();
  EXPECT_EQ(queue.size(), 4U) << "closing takes no item out";
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(i % 2 == 0 ? queue.pop() : queue.try_pop(), std::optional<int>(i)) << "it went in before close()";
  }
  EXPECT_FALSE(queue.try_pop().has_value());
  EXPECT_FALSE(queue.pop().has_value()) << "closed and empty";
  EXPECT_EQ(queue.size(), 0U);
}

TEST(BoundedQueue, PushAfterCloseIsRefused) {
  BoundedQueue<int> queue(4);
  ASSERT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_FALSE(queue.try_push(3));
  queue.close();
  EXPECT_FALSE(queue.push(4)) << "closed twice is still closed";
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.pop(), std::optional<int>(1));
  EXPECT_FALSE(queue.push(5)) << "closed and empty is still closed";
}

TEST(BoundedQueue, CloseWakesEveryConsumer) {
  constexpr unsigned kConsumers = 3;
  for (int round = 0; round < 5; ++round) {
    BoundedQueue<int> queue(2);
    Sleepers sleepers(kConsumers);
    std::atomic<unsigned> empty_handed{0};
    run_together(kConsumers + 1, [&](unsigned thread) {
      if (thread > 0) {
        const auto got = sleepers.call(thread - 1, [&] { return queue.pop(); });
        if (!got.has_value()) ++empty_handed;
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "pop() came back although the queue was empty and open";
      queue.close();
    });
    ASSERT_EQ(empty_handed, kConsumers);
  }
}

TEST(BoundedQueue, CloseWakesEveryProducer) {
  constexpr unsigned kProducers = 3;
  for (int round = 0; round < 5; ++round) {
    BoundedQueue<int> queue(2);
    ASSERT_TRUE(queue.try_push(1));
    ASSERT_TRUE(queue.try_push(2));
    Sleepers sleepers(kProducers);
    std::atomic<unsigned> refused{0};
    run_together(kProducers + 1, [&](unsigned thread) {
      if (thread > 0) {
        if (!sleepers.call(thread - 1, [&] { return queue.push(3); })) ++refused;
        return;
      }
      sleepers.settle();
      EXPECT_EQ(sleepers.returned(), 0U) << "push() came back although the queue was full and open";
      queue.close();
    });
    ASSERT_EQ(refused, kProducers);
    ASSERT_EQ(queue.pop(), std::optional<int>(1));
    ASSERT_EQ(queue.pop(), std::optional<int>(2));
    ASSERT_FALSE(queue.pop().has_value()) << "an item got in that was refused";
  }
}

// ---- traffic -------------------------------------------------------------------------------------------------------

TEST(BoundedQueue, EveryItemArrivesOnce) {
  constexpr unsigned kProducers = 3;
  constexpr unsigned kConsumers = 3;
  constexpr unsigned kItems = 300;  // each
  auto random = parcours::rng();
  for (const std::size_t capacity : {std::size_t{1}, 2 + random() % 6}) {
    BoundedQueue<unsigned> queue(capacity);
    std::atomic<unsigned> producing{kProducers};
    std::atomic<unsigned> refused{0};
    std::vector<std::vector<unsigned>> received(kConsumers);
    run_together(kProducers + kConsumers, [&](unsigned thread) {
      if (thread < kProducers) {
        for (unsigned i = 0; i < kItems; ++i) {
          if (!queue.push(thread * kItems + i)) ++refused;
        }
        if (--producing == 0) queue.close();
        return;
      }
      while (const auto item = queue.pop()) received[thread - kProducers].push_back(*item);
    });
    ASSERT_EQ(refused, 0U) << "push() said no although the queue was open";
    std::vector<unsigned> times(kProducers * kItems);
    for (const auto& mine : received) {
      std::vector<unsigned> next(kProducers);
      for (const unsigned item : mine) {
        ASSERT_LT(item, times.size()) << "an item that nobody pushed";
        ++times[item];
        ASSERT_GE(item % kItems, next[item / kItems]) << "items of one producer changed their order";
        next[item / kItems] = item % kItems + 1;
      }
    }
    ASSERT_EQ(std::count(times.begin(), times.end(), 0U), 0) << "items got lost";
    ASSERT_EQ(std::count(times.begin(), times.end(), 1U), std::ssize(times)) << "items arrived twice";
  }
}

TEST(BoundedQueue, SizeMayBeAskedAtAnyTime) {
  constexpr std::size_t kCapacity = 3;
  constexpr int kItems = 200;
  for (int round = 0; round < 5; ++round) {
    BoundedQueue<int> queue(kCapacity);
    // Relaxed, so that they order nothing: only the queue itself may keep its threads apart.
    std::atomic<std::size_t> largest{0};
    std::atomic<bool> watching{false};
    std::atomic<bool> done{false};
    int arrived = 0;
    run_together(3, [&](unsigned thread) {
      if (thread == 0) {
        while (!watching.load(std::memory_order_relaxed)) std::this_thread::yield();
        for (int i = 0; i < kItems; ++i) queue.push(i);
        queue.close();
      } else if (thread == 1) {
        while (queue.pop()) ++arrived;
        done.store(true, std::memory_order_relaxed);
      } else {
        do {
          const std::size_t size = queue.size();
          if (size > largest.load(std::memory_order_relaxed)) largest.store(size, std::memory_order_relaxed);
          watching.store(true, std::memory_order_relaxed);
          std::this_thread::yield();
        } while (!done.load(std::memory_order_relaxed));
      }
    });
    ASSERT_EQ(arrived, kItems);
    ASSERT_LE(largest, kCapacity) << "size() told of more items than the queue can hold";
  }
}

// ---- one order explains all results --------------------------------------------------------------------------------

struct Call {
  enum Kind { push, try_push, pop, try_pop, close, size } kind;
  int item = 0;  // of push and try_push
};

std::ostream& operator<<(std::ostream& out, const Call& call) {
  static constexpr const char* kNames[] = {"push", "try_push", "pop", "try_pop", "close", "size"};
  out << kNames[call.kind] << '(';
  if (call.kind == Call::push || call.kind == Call::try_push) out << call.item;
  return out << ')';
}

// What a call returned, as a number that can be compared.
struct Answer {
  int value = 0;
  bool operator==(const Answer&) const = default;
};
constexpr Answer kAccepted{-1};
constexpr Answer kRefused{-2};
constexpr Answer kNothing{-3};
constexpr Answer kClosed{-4};

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  if (answer == kAccepted) return out << "true";
  if (answer == kRefused) return out << "false";
  if (answer == kNothing) return out << "nothing";
  if (answer == kClosed) return out;
  return out << answer.value;
}

// What the README promises to one caller at a time.
struct Model {
  std::size_t capacity;
  std::deque<int> items = {};
  bool closed = false;

  std::optional<Answer> apply(const Call& call) {
    const bool pushes = call.kind == Call::push || call.kind == Call::try_push;
    if (call.kind == Call::close) {
      closed = true;
      return kClosed;
    }
    if (call.kind == Call::size) return Answer{static_cast<int>(items.size())};
    if (pushes) {
      if (closed) return kRefused;
      if (items.size() == capacity) return call.kind == Call::push ? std::nullopt : std::optional(kRefused);
      items.push_back(call.item);
      return kAccepted;
    }
    if (items.empty()) return call.kind == Call::pop && !closed ? std::nullopt : std::optional(kNothing);
    const Answer answer{items.front()};
    items.pop_front();
    return answer;
  }
  bool operator==(const Model&) const = default;
  [[nodiscard]] std::size_t hash() const {
    std::size_t value = closed ? 1 : 0;
    for (const int item : items) value = value * 31 + static_cast<std::size_t>(item) + 2;
    return value;
  }
};

Answer make(BoundedQueue<int>& queue, const Call& call) {
  const auto accepted = [](bool yes) { return yes ? kAccepted : kRefused; };
  const auto item = [](std::optional<int> got) { return got ? Answer{*got} : kNothing; };
  switch (call.kind) {
    case Call::push:
      return accepted(queue.push(call.item));
    case Call::try_push:
      return accepted(queue.try_push(call.item));
    case Call::pop:
      return item(queue.pop());
    case Call::try_pop:
      return item(queue.try_pop());
    case Call::size:
      return Answer{static_cast<int>(queue.size())};
    default:
      queue.close();
      return kClosed;
  }
}

// Three threads make a few calls each, on a queue that nobody has used. Whatever the calls return, there must be an
// order of them, one after the other, in which a queue used by one thread alone returns the same.
TEST(BoundedQueue, OneOrderExplainsAllResults) {
  struct Round {
    std::size_t capacity;
    std::vector<std::vector<Call>> calls;
    BoundedQueue<int> queue{capacity};
    parcours::History<Call, Answer> history{3, 8};
  };
  auto random = parcours::rng();
  const auto any_of = [&](std::initializer_list<Call::Kind> kinds) {
    return std::data(kinds)[random() % kinds.size()];
  };
  parcours::stress(
      {.threads = 3, .rounds = 4000, .time = std::chrono::milliseconds(400)},
      [&] {
        std::vector<std::vector<Call>> calls(3);
        int item = 0;
        for (auto& mine : calls) {
          // The first thread never waits, and closes the queue in the end, so nobody waits for good.
          const bool first = &mine == &calls[0];
          for (int i = 0; i < 4; ++i) {
            mine.push_back({first ? any_of({Call::try_push, Call::try_pop, Call::size})
                                  : any_of({Call::push, Call::try_push, Call::pop, Call::try_pop, Call::try_pop}),
                            ++item});
          }
          if (first) mine.push_back({Call::close});
        }
        return Round{1 + random() % 2, calls};
      },
      [](Round& round, unsigned thread) {
        for (const Call& call : round.calls[thread])
          round.history.record(thread, call, [&] { return make(round.queue, call); });
      },
      [](Round& round) {
        SCOPED_TRACE("a queue for at most " + std::to_string(round.capacity));
        parcours::expect_linearizable(round.history, Model{round.capacity});
      });
}

}  // namespace
