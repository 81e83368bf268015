// A barrier for two threads that is used for several rounds.
// The mistake: sleepers wait for the counter to be zero again, which the next round's first arrival undoes.
// Must get: deadlock
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool counts_rounds>
class Barrier {
 public:
  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    const int round = round_;
    if (++arrived_ == 2) {
      arrived_ = 0;
      ++round_;
      all_here_.notify_all();
    } else {
      all_here_.wait(lock, [&] { return counts_rounds ? round_ != round : arrived_ == 0; });
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_here_;
  int arrived_ = 0;
  int round_ = 0;
};

template <bool counts_rounds>
void two_rounds() {
  Barrier<counts_rounds> barrier;
  int steps[2] = {};
  const auto walk = [&](int me) {
    ++steps[me];
    barrier.arrive_and_wait();
    EXPECT_EQ(steps[1 - me], 1);
    barrier.arrive_and_wait();
  };
  parcours::play({{"first", [&] { walk(0); }}, {"second", [&] { walk(1); }}});
}

SCENARIO(Wrong) { two_rounds<false>(); }
SCENARIO(Right) { two_rounds<true>(); }

}  // namespace
