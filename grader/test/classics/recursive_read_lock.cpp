// A readers-writer lock that lets no new reader in while a writer waits.
// The mistake: a reader locks a second time; a writer that came in between waits for it, and it for the writer.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

class ReadWriteLock {
 public:
  void lock_shared() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return writers_ == 0; });
    ++readers_;
  }
  void unlock_shared() {
    const std::lock_guard lock(mutex_);
    --readers_;
    changed_.notify_all();
  }
  void lock() {
    std::unique_lock lock(mutex_);
    ++writers_;
    changed_.wait(lock, [&] { return readers_ == 0 && !writing_; });
    writing_ = true;
  }
  void unlock() {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    --writers_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int readers_ = 0;
  int writers_ = 0;  ///< that wait or write
  bool writing_ = false;
};

template <bool locks_once>
void read_in_read() {
  ReadWriteLock gate;
  int value = 0;
  const auto read = [&] {
    if (!locks_once) gate.lock_shared();
    EXPECT_LE(value, 1);
    if (!locks_once) gate.unlock_shared();
  };
  parcours::play({{"reader",
                   [&] {
                     gate.lock_shared();
                     read();
                     gate.unlock_shared();
                   }},
                  {"writer", [&] {
                     gate.lock();
                     value = 1;
                     gate.unlock();
                   }}});
}

SCENARIO(Wrong) { read_in_read<false>(); }
SCENARIO(Right) { read_in_read<true>(); }

}  // namespace
