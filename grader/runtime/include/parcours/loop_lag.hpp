#pragma once
// Whether an event loop is kept from its next turn.
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <source_location>
#include <thread>

namespace parcours {

/// For as long as it lives, a thread of its own hands a small function to the loop again and again, and looks at the
/// loop's thread until that has been called. It judges what that thread does, not when: a busy machine changes nothing.
class LoopLag {
 public:
  /// `post` hands a function to the loop, to be called soon in the loop's thread. It is called from another thread.
  explicit LoopLag(std::function<void(std::function<void()>)> post);
  /// Before the loop ends. What it has handed over and was not called does no harm later.
  ~LoopLag();
  LoopLag(const LoopLag&) = delete;
  LoopLag& operator=(const LoopLag&) = delete;

  /// The longest time for which the loop's thread slept, though a function was waiting for its turn: in a lock, in a
  /// call that blocks, in a sleep.
  [[nodiscard]] std::chrono::milliseconds longest_sleep() const;
  /// The most processor time that it used before it came to a function that was waiting.
  [[nodiscard]] std::chrono::milliseconds longest_work() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::jthread thread_;
};

/// Fails the test where the loop was held up for longer than `limit`, and says how.
bool expect_responsive(const LoopLag& lag, std::chrono::milliseconds limit = std::chrono::milliseconds(50),
                       const std::source_location& where = std::source_location::current());

}  // namespace parcours
