#pragma once
#include <cstdint>

namespace parcours {

/// Turns seeded yields and short sleeps at synchronisation calls on. Call before the first thread is started.
void start_noise(std::uint64_t seed) noexcept;

/// A new test begins: the time that sleeps may cost is renewed.
void renew_noise_budget() noexcept;

/// False: the calling thread is left alone from now on, because what it does is the grader's own synchronisation.
void disturb_this_thread(bool on) noexcept;

}  // namespace parcours
