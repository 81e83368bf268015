#pragma once
// Vector clocks: for each thread of a schedule, how much of it is known.
#include <algorithm>
#include <array>
#include <cstdint>

namespace parcours::controlled {

using ThreadId = int;  ///< 0 is the scenario itself; then in the order in which threads were started

/// Of one schedule, all threads that it ever starts.
inline constexpr int max_threads = 16;

struct VectorClock {
  std::array<std::uint32_t, max_threads> at{};

  void join(const VectorClock& other) {
    for (int i = 0; i < max_threads; ++i) at[i] = std::max(at[i], other.at[i]);
  }
  [[nodiscard]] bool covers(ThreadId thread, std::uint32_t clock) const { return clock <= at[thread]; }
};

/// What a thread knows, and what it passes on when another one synchronises with it.
struct View {
  VectorClock before;       ///< what happens before its next step
  VectorClock seen;         ///< whose stores it may not miss although they do not happen before it (SC fences)
  std::uint32_t fence = 0;  ///< the place in the order of seq_cst operations of the last fence that happens before

  void join(const View& other) {
    before.join(other.before);
    seen.join(other.seen);
    fence = std::max(fence, other.fence);
  }
};

}  // namespace parcours::controlled
