#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members;
// everything else is yours to change, and you may include whatever you need from the standard library, except for
// std::barrier and std::latch.
#include <functional>

class Barrier {
 public:
  // A barrier whose phases each take `threads` arrivals (at least 1). Each time a phase is complete, `completion` is
  // called once, unless it is empty. It does not throw, and it does not call this barrier.
  explicit Barrier(unsigned threads, std::function<void()> completion = {}) {
    (void)threads;
    (void)completion;
  }

  // Threads share one barrier by reference; nobody copies it.
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  // Arrives, and sleeps until every arrival that this phase expects has come and the completion step is over. Returns
  // the number of the phase: 0 for the first one.
  unsigned arrive_and_wait() {
    return 0;  // TODO
  }

  // Arrives for the last time, and does not wait for the others: this phase has the arrival, all later phases expect
  // one fewer. If that arrival was the last one missing, the completion step is over when this returns.
  void arrive_and_drop() {
    // TODO
  }
};
