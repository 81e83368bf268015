// A worker works until it is told to stop.
// The mistake: the flag is a plain bool.
// Must get: data-race
#include <atomic>
#include <thread>

#include "parcours/scenario.hpp"

namespace {

template <class Flag>
void work_until_stopped() {
  Flag stop{false};
  std::atomic<int> rounds{0};
  parcours::play({{"worker",
                   [&] {
                     while (!stop) {
                       ++rounds;
                       std::this_thread::yield();
                     }
                   }},
                  {"owner", [&] { stop = true; }}});
  EXPECT_GE(rounds, 0);
}

SCENARIO(Wrong) { work_until_stopped<bool>(); }
SCENARIO(Right) { work_until_stopped<std::atomic<bool>>(); }

}  // namespace
