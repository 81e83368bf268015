#pragma once
#include <cstdint>

namespace parcours {

/// Called once, before the first test or batch.
void set_run_seed(std::uint64_t seed) noexcept;

}  // namespace parcours
