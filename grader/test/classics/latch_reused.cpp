// A latch for two threads: whoever arrives waits until both have.
// The mistake: it is used for a second round, in which it is open already.
// Must get: test-failure
#include <array>
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

class Latch {
 public:
  void arrive_and_wait() {
    missing_.fetch_sub(1);
    while (missing_.load() > 0) std::this_thread::yield();
  }

 private:
  std::atomic<int> missing_{2};
};

template <bool fresh_each_round>
void two_rounds() {
  std::array<Latch, 2> latches;
  std::atomic<int> rounds[2] = {};
  const auto walk = [&](int me) {
    for (std::size_t round = 0; round < 2; ++round) {
      ++rounds[me];
      latches[fresh_each_round ? round : 0].arrive_and_wait();
      EXPECT_GT(rounds[1 - me].load(), static_cast<int>(round)) << "the latch opens before all are there";
    }
  };
  parcours::play({{"first", [&] { walk(0); }}, {"second", [&] { walk(1); }}});
}

SCENARIO(Wrong) { two_rounds<false>(); }
SCENARIO(Right) { two_rounds<true>(); }

}  // namespace
