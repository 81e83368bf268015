// A spinning barrier for two threads: the last to arrive clears the counter and opens the next phase.
// The mistake: it opens the phase before it clears the counter, and wipes out an arrival for the next phase.
// Must get: timeout
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <bool clears_first>
class Barrier {
 public:
  void arrive_and_wait() {
    const int phase = phase_.load();
    if (arrived_.fetch_add(1) + 1 == 2) {
      if (clears_first) arrived_.store(0);
      phase_.store(phase + 1);
      if (!clears_first) arrived_.store(0);
    } else {
      while (phase_.load() == phase) std::this_thread::yield();
    }
  }

 private:
  std::atomic<int> arrived_{0};
  std::atomic<int> phase_{0};
};

template <bool clears_first>
void two_rounds() {
  Barrier<clears_first> barrier;
  const auto walk = [&] {
    for (int round = 0; round < 2; ++round) barrier.arrive_and_wait();
  };
  parcours::play({{"first", walk}, {"second", walk}});
}

SCENARIO(Wrong) { two_rounds<false>(); }
SCENARIO(Right) { two_rounds<true>(); }

}  // namespace
