#pragma once
// What a schedule leaves open, and what was chosen.
#include <cstdint>
#include <span>
#include <vector>

#include "controlled/vector_clock.hpp"

namespace parcours::controlled {

enum class DecisionKind : std::uint8_t {
  thread,    ///< who goes on; options are thread ids
  load,      ///< which value an atomic load returns: 0 is the newest, 1 the one before, …
  waiter,    ///< which waiting thread a notification wakes; options are thread ids
  spurious,  ///< 1: a wait ends for no reason
  timer,     ///< 1: so much time goes by that the next timeout is due
  reuse,     ///< 1: an allocation gets the memory that was freed last
};

/// A question to the strategy. The first option is the default: what happens in a plain schedule that switches only
/// where the running thread cannot go on.
struct Question {
  DecisionKind kind;
  ThreadId thread;       ///< who is at the point
  std::uint32_t number;  ///< of the question among all of this thread
  std::span<const int> options;
  bool preempts = false;  ///< of kind thread: options[0] could go on, so any other option preempts it
};

/// An answer other than the default. A schedule is the list of them.
struct Decision {
  DecisionKind kind;
  ThreadId thread;
  std::uint32_t number;
  int option;

  bool operator==(const Decision&) const = default;
};

}  // namespace parcours::controlled
