// A lock for many readers or one writer, of a mutex and a counter of readers.
// The mistake: the writer waits for the readers to leave, but leaves no mark that keeps new ones out.
// Must get: data-race
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool marks_writer>
class ReadWriteLock {
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
  void lock() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return readers_ == 0 && !writing_; });
    writing_ = marks_writer;
  }
  void unlock() {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int readers_ = 0;
  bool writing_ = false;
};

template <bool marks_writer>
void read_and_write() {
  ReadWriteLock<marks_writer> gate;
  int value = 0;
  parcours::play({{"writer",
                   [&] {
                     gate.lock();
                     value = 1;
                     gate.unlock();
                   }},
                  {"reader", [&] {
                     gate.lock_shared();
                     EXPECT_TRUE(value == 0 || value == 1);
                     gate.unlock_shared();
                   }}});
}

SCENARIO(Wrong) { read_and_write<false>(); }
SCENARIO(Right) { read_and_write<true>(); }

}  // namespace
