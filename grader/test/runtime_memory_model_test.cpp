// Which values atomic loads may return, by litmus tests: each thread's steps by hand, in one order.
#include <gtest/gtest.h>

#include <algorithm>

#include "controlled/memory_model.hpp"

namespace parcours::controlled {
namespace {

constexpr std::uintptr_t x = 0x1000;
constexpr std::uintptr_t y = 0x2000;

/// Two threads and what the memory holds.
class MemoryModelTest : public testing::Test {
 protected:
  MemoryModelTest() {
    for (ThreadId id = 0; id < 3; ++id) threads_[id].view.before.at[id] = 1;
  }

  void store(ThreadId id, std::uintptr_t address, std::uint64_t value, Order order) {
    model_.store(id, threads_[id], address, 8, order, value, memory(address));
    memory(address) = value;
  }
  bool can_read(ThreadId id, std::uintptr_t address, std::uint64_t value, Order order) {
    const auto& values = model_.readable(id, threads_[id], address, 8, order, memory(address));
    return std::find(values.begin(), values.end(), value) != values.end();
  }
  /// Reads that value, which must be possible.
  void read(ThreadId id, std::uintptr_t address, std::uint64_t value, Order order) {
    const auto& values = model_.readable(id, threads_[id], address, 8, order, memory(address));
    const auto found = std::find(values.begin(), values.end(), value);
    ASSERT_NE(found, values.end());
    model_.read(id, threads_[id], order, static_cast<std::size_t>(found - values.begin()));
  }
  void modify(ThreadId id, std::uintptr_t address, std::uint64_t value, Order order) {
    read(id, address, memory(address), order);
    model_.modify(id, threads_[id], order, value);
    memory(address) = value;
  }
  void fence(ThreadId id, Order order) { model_.fence(id, threads_[id], order); }
  /// What a thread start, a lock or a join does.
  void order(ThreadId earlier, ThreadId later) {
    threads_[later].view.join(threads_[earlier].view);
    ++threads_[earlier].view.before.at[earlier];
  }
  std::uint64_t& memory(std::uintptr_t address) { return address == x ? x_ : y_; }

  MemoryModel model_;
  ThreadMemory threads_[3];
  std::uint64_t x_ = 0;
  std::uint64_t y_ = 0;
};

TEST_F(MemoryModelTest, ARelaxedFlagDoesNotPublishWhatWasWrittenBeforeIt) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::relaxed);
  read(1, y, 1, Order::relaxed);
  EXPECT_TRUE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AReleasedFlagPublishesToWhoAcquiresIt) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  read(1, y, 1, Order::acquire);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AReleasedFlagPublishesNothingToARelaxedRead) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  read(1, y, 1, Order::relaxed);
  EXPECT_TRUE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AnAcquireFenceMakesUpForRelaxedReadsBeforeIt) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  read(1, y, 1, Order::relaxed);
  fence(1, Order::acquire);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AReleaseFenceMakesRelaxedStoresAfterItPublish) {
  store(0, x, 1, Order::relaxed);
  fence(0, Order::release);
  store(0, y, 1, Order::relaxed);
  read(1, y, 1, Order::acquire);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, WhatComesAfterAReleaseFenceIsNotPublishedByIt) {
  fence(0, Order::release);
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::relaxed);
  read(1, y, 1, Order::acquire);
  EXPECT_TRUE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, StoreBufferingIsPossibleWithReleaseAndAcquire) {
  store(0, x, 1, Order::release);
  store(1, y, 1, Order::release);
  EXPECT_TRUE(can_read(0, y, 0, Order::acquire));
  EXPECT_TRUE(can_read(1, x, 0, Order::acquire));
}

TEST_F(MemoryModelTest, StoreBufferingIsImpossibleWithSequentialConsistency) {
  store(0, x, 1, Order::seq_cst);
  EXPECT_TRUE(can_read(0, y, 0, Order::seq_cst)) << "nobody has stored there yet";
  store(1, y, 1, Order::seq_cst);
  EXPECT_FALSE(can_read(1, x, 0, Order::seq_cst));
}

TEST_F(MemoryModelTest, StoreBufferingIsImpossibleBetweenSequentiallyConsistentFences) {
  store(0, x, 1, Order::relaxed);
  fence(0, Order::seq_cst);
  store(1, y, 1, Order::relaxed);
  fence(1, Order::seq_cst);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed)) << "the second fence comes after the first";
}

TEST_F(MemoryModelTest, AFenceSeesEarlierSequentiallyConsistentStoresAndNoOthers) {
  store(0, x, 1, Order::seq_cst);
  store(0, y, 1, Order::relaxed);
  fence(1, Order::seq_cst);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
  EXPECT_TRUE(can_read(1, y, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, SequentiallyConsistentFencesOrderNoPlainMemory) {
  store(0, x, 1, Order::relaxed);
  fence(0, Order::seq_cst);
  const std::uint32_t stored = threads_[0].view.before.at[0];
  fence(1, Order::seq_cst);
  EXPECT_LT(threads_[1].view.before.at[0], stored) << "nothing of thread 0 happens before thread 1";
}

// Independent reads of independent writes: two readers must agree on which came first.
TEST_F(MemoryModelTest, FencesBetweenReadsMakeReadersAgree) {
  store(2, x, 1, Order::relaxed);
  read(1, x, 1, Order::relaxed);
  fence(1, Order::seq_cst);
  EXPECT_TRUE(can_read(0, x, 0, Order::relaxed));
  fence(0, Order::seq_cst);
  EXPECT_FALSE(can_read(0, x, 0, Order::relaxed)) << "this fence comes after that of one who has seen the store";
}

TEST_F(MemoryModelTest, SequentiallyConsistentReadsAgreeOnRelaxedWrites) {
  store(2, x, 1, Order::relaxed);
  read(1, x, 1, Order::seq_cst);
  EXPECT_FALSE(can_read(0, x, 0, Order::seq_cst));
  EXPECT_TRUE(can_read(0, x, 0, Order::acquire)) << "an acquire load takes no part in their order";
}

// As the library does with the two counts of a shared pointer.
TEST_F(MemoryModelTest, ALoadOfTwoVariablesAtOnceAcquiresWhatBothPublish) {
  const auto store_half = [&](ThreadId id, std::uintptr_t address) {
    model_.store(id, threads_[id], address, 4, Order::release, 1, 0);
  };
  store(2, y, 1, Order::relaxed);
  const std::uint32_t first = threads_[0].view.before.at[0];
  store_half(0, x);
  store_half(2, x + 4);
  const auto& values = model_.readable(1, threads_[1], x, 8, Order::acquire, 0x100000001);
  ASSERT_EQ(values.size(), 1U);
  model_.read(1, threads_[1], Order::acquire, 0);
  EXPECT_TRUE(threads_[1].view.before.covers(0, first));
  EXPECT_FALSE(can_read(1, y, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AChangeThatNobodyToldOfIsSeenByAllAndGoesOnWithTheReleaseSequence) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  memory(y) = 2;
  EXPECT_FALSE(can_read(1, y, 1, Order::relaxed));
  read(1, y, 2, Order::acquire);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AWriteBesideAnAtomicLeavesItAlone) {
  store(0, x, 1, Order::relaxed);
  model_.overwrite(1, threads_[1], x + 8, 4);
  EXPECT_TRUE(can_read(2, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, NobodyReadsBackwards) {
  store(0, x, 1, Order::relaxed);
  store(0, x, 2, Order::relaxed);
  read(1, x, 1, Order::relaxed);
  EXPECT_FALSE(can_read(1, x, 0, Order::relaxed));
  EXPECT_TRUE(can_read(1, x, 2, Order::relaxed));
  EXPECT_TRUE(can_read(2, x, 0, Order::relaxed)) << "another thread has read nothing yet";
}

TEST_F(MemoryModelTest, WhatAThreadHasReadBindsThoseThatItSynchronisesWith) {
  store(0, x, 1, Order::relaxed);
  read(1, x, 1, Order::relaxed);
  order(1, 2);
  EXPECT_FALSE(can_read(2, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AThreadSeesItsOwnStores) {
  store(0, x, 1, Order::relaxed);
  EXPECT_FALSE(can_read(0, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AReadModifyWriteGoesOnWithTheReleaseSequence) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  modify(1, y, 2, Order::relaxed);
  read(2, y, 2, Order::acquire);
  EXPECT_FALSE(can_read(2, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, APlainStoreEndsTheReleaseSequence) {
  store(0, x, 1, Order::relaxed);
  store(0, y, 1, Order::release);
  store(1, y, 2, Order::relaxed);
  read(2, y, 2, Order::acquire);
  EXPECT_TRUE(can_read(2, x, 0, Order::relaxed));
}

TEST_F(MemoryModelTest, AnOldValueIsNotReadForEver) {
  store(0, x, 1, Order::relaxed);
  int stale = 0;
  while (can_read(1, x, 0, Order::relaxed) && stale < 100) {
    read(1, x, 0, Order::relaxed);
    ++stale;
  }
  EXPECT_GE(stale, 1);
  EXPECT_LT(stale, 10) << "stores become visible in finite time";
}

TEST_F(MemoryModelTest, AnOverwrittenLocationBeginsAnew) {
  store(0, x, 1, Order::relaxed);
  model_.overwrite(0, threads_[0], x, 8);
  memory(x) = 7;
  EXPECT_TRUE(can_read(1, x, 7, Order::relaxed));
  EXPECT_FALSE(can_read(1, x, 1, Order::relaxed));
}

}  // namespace
}  // namespace parcours::controlled
