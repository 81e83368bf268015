#pragma once
// What run_together and stress share.
#include <atomic>
#include <functional>

namespace parcours {

/// Lets nobody through before all have come, and then all at once, where they run at the same time. Used again, it
/// counts on.
class Gate {
 public:
  /// Returns when it has been called `total` times, all uses together. All that was done before any of these calls
  /// happens before its return.
  void pass(unsigned total) noexcept;

 private:
  std::atomic<unsigned> come_{0};
  std::atomic<unsigned> aligned_{0};
};

/// `body(thread)`; an exception fails the test.
void run_guarded(unsigned thread, const std::function<void(unsigned)>& body);

}  // namespace parcours
