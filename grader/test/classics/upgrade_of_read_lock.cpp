// A reader that wants to write turns its read lock into a write lock once it is the only reader.
// The mistake: two readers that both upgrade wait for each other to leave.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

class UpgradableLock {
 public:
  void lock_shared() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !writing_; });
    ++readers_;
  }
  void unlock_shared() {
    const std::lock_guard lock(mutex_);
    --readers_;
    changed_.notify_all();
  }
  /// Of a reader. With `may_refuse`: false if another reader is upgrading.
  bool upgrade(bool may_refuse) {
    std::unique_lock lock(mutex_);
    if (may_refuse && upgrading_) return false;
    upgrading_ = true;
    changed_.wait(lock, [&] { return readers_ == 1; });
    readers_ = 0;
    writing_ = true;
    return true;
  }
  void unlock() {
    const std::lock_guard lock(mutex_);
    upgrading_ = writing_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int readers_ = 0;
  bool upgrading_ = false;
  bool writing_ = false;
};

template <bool may_refuse>
void two_upgrades() {
  UpgradableLock lock;
  int value = 0;
  const auto add = [&] {
    lock.lock_shared();
    while (!lock.upgrade(may_refuse)) {
      lock.unlock_shared();
      lock.lock_shared();
    }
    ++value;
    lock.unlock();
  };
  parcours::play({{"reader 1", add}, {"reader 2", add}});
  EXPECT_EQ(value, 2);
}

SCENARIO(Wrong) { two_upgrades<false>(); }
SCENARIO(Right) { two_upgrades<true>(); }

}  // namespace
