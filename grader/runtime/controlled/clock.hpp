#pragma once
// Virtual time: it passes when threads wait, not while the machine works.
#include <time.h>

#include <cstdint>

namespace parcours::controlled {

/// What hardware_concurrency() says in a scenario, on every machine.
inline constexpr unsigned processors = 4;

/// What a clock shows, in nanoseconds, `now` nanoseconds into the schedule.
[[nodiscard]] constexpr std::int64_t reading(clockid_t clock, std::int64_t now) {
  constexpr std::int64_t calendar = 1'700'000'000'000'000'000;
  constexpr std::int64_t up = 1'000'000'000'000;
  return (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ? calendar : up) + now;
}

[[nodiscard]] constexpr std::int64_t nanoseconds(const timespec& time) {
  constexpr std::int64_t second = 1'000'000'000;
  constexpr std::int64_t most = INT64_MAX / second - 1;
  return time.tv_sec > most ? INT64_MAX : time.tv_sec * second + time.tv_nsec;
}

/// A moment of a clock as nanoseconds into the schedule.
[[nodiscard]] constexpr std::int64_t deadline(clockid_t clock, const timespec& until) {
  return nanoseconds(until) - reading(clock, 0);
}

}  // namespace parcours::controlled
