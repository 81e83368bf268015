#include <gtest/gtest.h>

#include "controlled/race_detector.hpp"

namespace parcours::controlled {
namespace {

constexpr std::uintptr_t somewhere = 0x1000;

class RaceDetectorTest : public testing::Test {
 protected:
  RaceDetectorTest() {
    for (ThreadId id = 0; id < 3; ++id) clocks_[id].at[id] = 1;
  }
  bool races(ThreadId id, AccessKind kind, std::uintptr_t address = somewhere, std::uint32_t size = 4) {
    last_ = detector_.access({id, kind, address, size, {}}, clocks_[id], atomics_);
    return last_.has_value();
  }
  /// Everything that `earlier` has done happens before what `later` does from now on.
  void order(ThreadId earlier, ThreadId later) {
    clocks_[later].join(clocks_[earlier]);
    ++clocks_[earlier].at[earlier];
  }

  RaceDetector detector_;
  VectorClock clocks_[3];
  std::optional<Race> last_;
  bool atomics_ = false;
};

TEST_F(RaceDetectorTest, FindsTwoWritesThatNothingOrders) {
  EXPECT_FALSE(races(0, AccessKind::write));
  EXPECT_TRUE(races(1, AccessKind::write));
  EXPECT_EQ(last_->earlier.thread, 0);
  EXPECT_EQ(last_->later.thread, 1);
}

TEST_F(RaceDetectorTest, FindsAWriteAfterARead) {
  EXPECT_FALSE(races(0, AccessKind::read));
  EXPECT_TRUE(races(1, AccessKind::write));
}

TEST_F(RaceDetectorTest, AllowsAnyNumberOfReads) {
  for (ThreadId id = 0; id < 3; ++id) EXPECT_FALSE(races(id, AccessKind::read));
}

TEST_F(RaceDetectorTest, AllowsWhatIsOrdered) {
  EXPECT_FALSE(races(0, AccessKind::write));
  order(0, 1);
  EXPECT_FALSE(races(1, AccessKind::write));
  order(1, 2);
  EXPECT_FALSE(races(2, AccessKind::read));
}

TEST_F(RaceDetectorTest, IsNotFooledByAnOrderThatCameBeforeTheAccess) {
  order(0, 1);
  EXPECT_FALSE(races(0, AccessKind::write));
  EXPECT_TRUE(races(1, AccessKind::read));
}

TEST_F(RaceDetectorTest, RemembersAReadThatALaterWriteRacesWith) {
  EXPECT_FALSE(races(0, AccessKind::read));
  EXPECT_FALSE(races(1, AccessKind::read));
  order(1, 2);
  EXPECT_TRUE(races(2, AccessKind::write)) << "ordered after one reader, but not after the other";
  EXPECT_EQ(last_->earlier.thread, 0);
}

TEST_F(RaceDetectorTest, TellsBytesApart) {
  EXPECT_FALSE(races(0, AccessKind::write, somewhere, 4));
  EXPECT_FALSE(races(1, AccessKind::write, somewhere + 4, 4));
  EXPECT_TRUE(races(2, AccessKind::write, somewhere + 3, 1));
}

TEST_F(RaceDetectorTest, SeesAccessesThatCrossItsCells) {
  EXPECT_FALSE(races(0, AccessKind::write, somewhere + 6, 4));
  EXPECT_TRUE(races(1, AccessKind::read, somewhere + 8, 1));
}

TEST_F(RaceDetectorTest, AllowsAtomicAccessesAtTheSameTime) {
  EXPECT_FALSE(races(0, AccessKind::atomic_write));
  EXPECT_FALSE(races(1, AccessKind::atomic_write));
  EXPECT_TRUE(races(2, AccessKind::read)) << "a plain one among them is a race";
}

TEST_F(RaceDetectorTest, TellsOfAtomicAccessesBefore) {
  (void)races(0, AccessKind::atomic_write);
  order(0, 1);
  EXPECT_FALSE(races(1, AccessKind::write));
  EXPECT_TRUE(atomics_);
}

TEST_F(RaceDetectorTest, CountsFreeingAsAWriteOfAllBytes) {
  EXPECT_FALSE(races(0, AccessKind::read, somewhere + 40, 4));
  EXPECT_TRUE(races(1, AccessKind::free, somewhere, 64));
}

TEST_F(RaceDetectorTest, ForgetsMemoryThatBeginsANewLife) {
  EXPECT_FALSE(races(0, AccessKind::write));
  detector_.forget(somewhere, 4);
  EXPECT_FALSE(races(1, AccessKind::write));
}

TEST_F(RaceDetectorTest, ForgetsAllAtAReset) {
  EXPECT_FALSE(races(0, AccessKind::write));
  detector_.reset();
  EXPECT_FALSE(races(1, AccessKind::write));
}

}  // namespace
}  // namespace parcours::controlled
