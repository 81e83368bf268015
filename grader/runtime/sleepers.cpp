#include "parcours/sleepers.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "thread_state.hpp"

namespace parcours {
namespace {

std::atomic<int> restless{0};  // how often settle() gave up

}  // namespace

Sleepers::Watch::Watch(std::atomic<int>& state) : state_(state) { state_.store(::gettid(), std::memory_order_relaxed); }

bool Sleepers::settle() const {
  const auto patience = std::chrono::milliseconds(restless < 3 ? 250 : 5);
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for (int calm = 0; calm < 4;) {
    if (std::chrono::steady_clock::now() > give_up) {
      ++restless;
      return false;
    }
    calm = at_rest() ? calm + 1 : 0;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return true;
}

bool Sleepers::at_rest() const { return std::all_of(states_.begin(), states_.end(), rests); }

unsigned Sleepers::returned() const {
  return static_cast<unsigned>(std::count_if(states_.begin(), states_.end(), [](const std::atomic<int>& state) {
    return state.load(std::memory_order_relaxed) == has_returned;
  }));
}

bool Sleepers::rests(const std::atomic<int>& state) {
  const int thread = state.load(std::memory_order_relaxed);
  if (thread == not_yet) return false;
  if (thread == has_returned) return true;
  return is_asleep(thread);
}

}  // namespace parcours
