#pragma once
// A watchdog: what a part of a test waits for, and how long that may take.
#include <chrono>
#include <string_view>
#include <utility>

namespace parcours {

/// For as long as it lives, the grader knows what the test waits for. If it lives longer than `limit`, the grader stops
/// the test; the finding (`deadlock` or `timeout`, with the place of every thread) says what was waited for. So does
/// the finding where all threads stop for good, which the grader sees after 1.5 s by itself. It keeps the clock: no
/// thread here needs to go on for it.
///
/// `waiting_for` completes "the test waited for …": "the consumers that close() must wake". It is cut off after 200
/// bytes. Limits below 2 s count as 2 s; be generous, machines are busy. It costs two messages to the grader, so it is
/// not for inner loops. Several may live at a time, in any thread.
class TimeLimit {
 public:
  TimeLimit(std::chrono::milliseconds limit, std::string_view waiting_for);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  unsigned id_;
};

/// Calls `body()` under a TimeLimit and returns what it returns.
template <class Body>
decltype(auto) with_time_limit(std::chrono::milliseconds limit, std::string_view waiting_for, Body&& body) {
  const TimeLimit guard(limit, waiting_for);
  return std::forward<Body>(body)();
}

}  // namespace parcours
