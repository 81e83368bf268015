#pragma once
// Plays scenarios, each time as a fresh process would, and searches for a schedule that goes wrong.
#include <cstdint>
#include <memory>
#include <optional>

#include "controlled/program_data.hpp"
#include "controlled/scheduler.hpp"

namespace parcours::controlled {

struct SearchPlan {
  std::uint64_t first_seed = 1;
  std::uint32_t schedules = 10'000;  ///< at most
  double seconds = 2;                ///< at most
  int depth = 3;                     ///< of priority changes
  int preemptions = 2;               ///< of the exhaustive search
  unsigned exhaustive_percent = 20;  ///< of the schedules
};

struct Found {
  std::uint64_t seed = 0;
  std::uint32_t tried = 0;  ///< schedules, with this one
  Outcome outcome;
};

/// Seeds from here on number the schedules of the exhaustive search.
inline constexpr std::uint64_t first_exhaustive_seed = 1'000'000'000'000;

class Explorer {
 public:
  using Body = void (*)();

  /// Once a program, after all that scenarios may find done before them.
  Explorer();

  /// One schedule.
  Outcome play(Body body, Strategy& strategy, bool record);
  /// Plays until something goes wrong, or the plan is done. With a seed of the exhaustive search: that schedule alone.
  struct Searched {
    std::uint32_t tried = 0;
    double seconds = 0;  ///< it took
    int exhausted = -1;  ///< all schedules with at most so many optional decisions were played
    std::optional<Found> found;
  };
  Searched search(Body body, const SearchPlan& plan);

  /// The same failure with fewer decisions, recorded.
  Outcome shrink(Body body, const Outcome& outcome);

 private:
  Outcome play_exhaustive(Body body, std::uint64_t seed, const SearchPlan& plan);

  ProgramData data_;
};

}  // namespace parcours::controlled
