#pragma once
#include <functional>
#include <vector>

namespace parcours {

/// The kernel's ids of the process's threads.
[[nodiscard]] std::vector<int> thread_ids();

/// Threads beyond `before`, after 200 ms in which those that are ending may end.
[[nodiscard]] int threads_left(int before);

/// Waits until `settled()`, at most 200 ms.
void give_time_to_end(const std::function<bool()>& settled);

}  // namespace parcours
