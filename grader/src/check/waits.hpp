#pragma once
// What a test says it waits for, and how long that may take (parcours/time_limit.hpp). Packets: "wait ID
// MILLISECONDS\nWHAT" and "waited ID".
#include <chrono>
#include <map>
#include <string>

namespace parcours {

struct Wait {
  std::string what;  ///< completes "the test waited for …"
  std::chrono::milliseconds limit{0};
  std::chrono::steady_clock::time_point began;
};

class Waits {
 public:
  using Clock = std::chrono::steady_clock;

  /// A new test has begun: nothing is waited for.
  void restart() { open_.clear(); }

  /// Takes either kind of packet; what is malformed or too much is left out.
  void take(const std::string& packet, Clock::time_point now);

  /// The program stood still for so long.
  void postpone(Clock::duration time);

  /// Null where no limit has passed.
  [[nodiscard]] const Wait* overdue(Clock::time_point now) const;

  /// What was begun last; null: nothing is waited for.
  [[nodiscard]] const Wait* latest() const { return open_.empty() ? nullptr : &open_.rbegin()->second; }

 private:
  std::map<unsigned long, Wait> open_;  ///< by id, which count upwards
};

}  // namespace parcours
