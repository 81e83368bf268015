#pragma once
// A barrier of three atomic counters. Arriving is one subtraction; whoever brings the count to zero completes the
// phase, and the others sleep on the phase's number until it changes.
#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

class Barrier {
 public:
  explicit Barrier(unsigned threads, std::function<void()> completion = {})
      : completion_(std::move(completion)), expected_(threads), missing_(threads) {}

  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  unsigned arrive_and_wait() {
    const unsigned phase = current_phase();
    if (is_last_to_arrive()) {
      complete(phase);
      return phase;
    }
    // Asks for this phase to be over, and not for a count: the count is that of the next phase as soon as a quick
    // thread has gone on. wait() comes back only when the number is another one, however often it is woken before.
    phase_.wait(phase, std::memory_order_acquire);
    return phase;
  }

  void arrive_and_drop() {
    const unsigned phase = current_phase();
    // Before the arrival: whoever completes this phase reads it, and that may be another thread, at once.
    expected_.fetch_sub(1, std::memory_order_relaxed);
    if (is_last_to_arrive()) complete(phase);
  }

 private:
  // Read before arriving: without this thread's arrival the phase cannot end, so the number cannot change meanwhile.
  // Relaxed is enough, since this thread has passed the phase before, or was told to arrive by one that has.
  unsigned current_phase() const { return phase_.load(std::memory_order_relaxed); }

  // Release, so that the last thread sees all that this one did before; acquire, so that the last one does see it.
  bool is_last_to_arrive() { return missing_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

  // Runs in the thread that arrived last. Everybody else of this phase sleeps or has left, so nothing here is
  // contended. The order matters: the count is set before anybody is let go, because the first one to go may arrive
  // again at once.
  void complete(unsigned phase) {
    if (completion_) completion_();
    missing_.store(expected_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_release);
    phase_.notify_all();
  }

  // Large enough that two counters never lie in one cache line: those who wait read phase_ again and again at first,
  // and would slow down everybody who still has to arrive.
  static constexpr std::size_t apart = 64;

  const std::function<void()> completion_;
  std::atomic<unsigned> expected_;                // arrivals of every phase from the next one on
  alignas(apart) std::atomic<unsigned> missing_;  // arrivals that this phase still waits for
  alignas(apart) std::atomic<unsigned> phase_{0};
};
