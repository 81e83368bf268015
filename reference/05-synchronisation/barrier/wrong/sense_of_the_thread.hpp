#pragma once
// Mistake: each thread keeps in a thread_local variable which side it waits for, for all barriers together.
#include <atomic>
#include <functional>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  unsigned arrive_and_wait() {
    const bool side = turn_side();
    const unsigned mine = number_;
    if (missing_.fetch_sub(1) == 1) {
      complete(side);
    } else {
      flag_.wait(!side);
    }
    return mine;
  }

  void arrive_and_drop() {
    const bool side = turn_side();
    expected_.fetch_sub(1);
    if (missing_.fetch_sub(1) == 1) complete(side);
  }

 private:
  static bool turn_side() {
    thread_local bool side = false;
    return side = !side;
  }

  void complete(bool side) {
    if (completion_) completion_();
    missing_.store(expected_.load());
    ++number_;
    flag_.store(side);
    flag_.notify_all();
  }

  std::function<void()> completion_;
  std::atomic<unsigned> expected_;
  std::atomic<unsigned> missing_;
  std::atomic<bool> flag_{false};
  unsigned number_ = 0;
};
