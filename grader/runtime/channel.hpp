#pragma once
// The packet socket to the grader, descriptor 3. Raw system calls only: it is used from inside the race detector,
// whose locks are held then, so nothing here may allocate or be intercepted.
//
// Every order begins with a secret of that order, and every packet sent until the next one begins with it too: what
// comes without it is not from here.
#include <cstddef>
#include <string>
#include <string_view>

namespace parcours::channel {

inline constexpr int descriptor = 3;

/// Sends one packet; gives up silently when the grader is gone.
void send(std::string_view packet) noexcept;

/// Waits for the next order and returns it without its secret; empty: the grader is gone.
[[nodiscard]] std::string receive();

}  // namespace parcours::channel
