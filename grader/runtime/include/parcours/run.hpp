#pragma once
// Inputs from the seed, threads that start together, waiting for something to come true.
#include <chrono>
#include <cstdint>
#include <functional>
#include <random>

namespace parcours {

/// The seed of this run: another one in every run, the same again with `parcours grade --seed N`.
[[nodiscard]] std::uint64_t seed() noexcept;

/// A generator for the inputs of the calling test, derived from seed() and the test's name:
/// equal seeds give equal inputs whatever other tests ran before.
[[nodiscard]] std::mt19937_64 rng();

/// Runs `body(0) … body(count - 1)`, each in a thread of its own, started together (a spinning gate opens once all
/// of them are ready), and returns when all have returned. An exception out of `body` fails the test.
void run_together(unsigned count, const std::function<void(unsigned)>& body);

/// Waits until `condition` holds, at most `limit`; true if it came to hold. It yields and sleeps briefly in between.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds limit = std::chrono::milliseconds(5000));

}  // namespace parcours
