// A client waits for an answer, but not for long.
// The mistake: it reads the answer also when the time is up.
// Must get: test-failure
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "parcours/scenario.hpp"

namespace {

template <bool asks_which>
void wait_for_answer() {
  std::mutex mutex;
  std::condition_variable answered;
  int answer = 0;
  parcours::play({{"server",
                   [&] {
                     const std::lock_guard lock(mutex);
                     answer = 42;
                     answered.notify_one();
                   }},
                  {"client", [&] {
                     std::unique_lock lock(mutex);
                     const bool came =
                         answered.wait_for(lock, std::chrono::milliseconds(10), [&] { return answer != 0; });
                     if (asks_which && !came) return;
                     EXPECT_EQ(answer, 42) << "no answer came in time";
                   }}});
}

SCENARIO(Wrong) { wait_for_answer<false>(); }
SCENARIO(Right) { wait_for_answer<true>(); }

}  // namespace
