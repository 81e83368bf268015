#pragma once

namespace parcours {

/// Whether the kernel has put that thread of this process to sleep. `id` is the kernel's.
[[nodiscard]] bool is_asleep(int id);

}  // namespace parcours
