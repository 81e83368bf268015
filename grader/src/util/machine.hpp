#pragma once
#include <algorithm>
#include <thread>

namespace parcours {

/// Cores that this process may use, at least 1.
[[nodiscard]] inline int cores() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

}  // namespace parcours
