#pragma once
#include <atomic>
#include <functional>
#include <vector>

namespace parcours {

/// The kernel's ids of the process's threads.
[[nodiscard]] std::vector<int> thread_ids();

/// Threads beyond `before`, after 200 ms in which those that are ending may end.
[[nodiscard]] int threads_left(int before);

/// While one of these lives, a failure of the test tells what was left behind.
class TellingOfLeftovers {
 public:
  TellingOfLeftovers() { ++alive_; }
  ~TellingOfLeftovers() { --alive_; }
  TellingOfLeftovers(const TellingOfLeftovers&) = delete;
  TellingOfLeftovers& operator=(const TellingOfLeftovers&) = delete;
  [[nodiscard]] static bool any() { return alive_ > 0; }

 private:
  inline static std::atomic<int> alive_{0};
};

/// Waits until `settled()`, at most 200 ms.
void give_time_to_end(const std::function<bool()>& settled);

}  // namespace parcours
