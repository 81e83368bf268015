#pragma once
// What tests.cpp, hidden_tests.cpp and bench.cpp of an exercise whose work is done by MPI ranks (`launch: mpi`) include
// besides. How to use it: docs/authoring-tests.md, "Ranks". MPI is initialised already, and finalised by others.
#include <mpi.h>

#include <functional>

namespace parcours {

/// The rubric's `ranks`: every test runs in so many processes at once.
[[nodiscard]] int most_ranks() noexcept;

/// Runs `body` in the ranks 0 to `count` - 1, with a communicator of theirs alone; the others wait. Every rank must
/// call it, in the same order; it returns when all have ended. What `body` throws fails the test. So does a message
/// that was sent and that nobody received. `count`: 1 to most_ranks(). Tests only.
void with_ranks(int count, const std::function<void(MPI_Comm)>& body);

/// Of the ranks that take part in this batch: as many as the batch has threads. Benchmarks only.
[[nodiscard]] MPI_Comm batch_ranks() noexcept;

}  // namespace parcours
