#pragma once
// Two semaphores take turns: those who wait in even phases sleep at one, those who wait in odd phases at the other. The
// last to arrive hands out a permit for each sleeper. A quick thread that is already in the next phase sleeps at the
// other gate, so it cannot take a permit away from a slow one.
#include <array>
#include <functional>
#include <mutex>
#include <semaphore>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads) {}

  unsigned arrive_and_wait() {
    unsigned mine = 0;
    {
      const std::lock_guard lock(mutex_);
      mine = phase_;
      if (waiting_ + 1 == expected_) {
        open_gate();
        return mine;
      }
      ++waiting_;
    }
    gates_[mine % 2].acquire();
    return mine;
  }

  void arrive_and_drop() {
    const std::lock_guard lock(mutex_);
    if (waiting_ == --expected_) open_gate();
  }

 private:
  void open_gate() {
    if (completion_) completion_();
    const unsigned sleepers = std::exchange(waiting_, 0);
    std::counting_semaphore<>& gate = gates_[phase_ % 2];
    ++phase_;
    if (sleepers > 0) gate.release(sleepers);
  }

  std::function<void()> completion_;
  std::mutex mutex_;
  unsigned expected_;
  unsigned waiting_ = 0;
  unsigned phase_ = 0;
  std::array<std::counting_semaphore<>, 2> gates_{std::counting_semaphore<>(0), std::counting_semaphore<>(0)};
};
