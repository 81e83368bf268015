#pragma once
// The keys of thread-specific values. They outlive schedules where a library made them: it makes each only once.
namespace parcours::controlled {

inline constexpr unsigned most_keys = 256;

struct Key {
  bool used = false;
  void (*destroy)(void*) = nullptr;
  void* main_value = nullptr;  ///< outside of scenarios
};

/// most_keys of them, in memory that is not put back after a schedule.
[[nodiscard]] Key* all_keys();

}  // namespace parcours::controlled
