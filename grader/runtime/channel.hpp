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

/// `text` as an order with the secret of the last one: for passing that on.
[[nodiscard]] std::string sealed(const std::string& text);

/// Where a program consists of several processes that another starts (ranks/), defined there. In such a process it
/// makes `descriptor` the grader's channel and returns the descriptor that brings its orders; -1 elsewhere. Called
/// before any constructor: it may use system calls only.
[[nodiscard]] __attribute__((weak)) int inherit(char** environment) noexcept;

}  // namespace parcours::channel
