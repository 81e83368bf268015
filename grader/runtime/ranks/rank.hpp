#pragma once
// A process that is one of several ranks, started by the starter (starter.hpp).
#include <mpi.h>

namespace parcours::ranks {

/// How a rank finds its starter: the name of a socket, of the wait board, and how many ranks there are.
inline constexpr const char* socket_variable = "PARCOURS_STARTER";
inline constexpr const char* board_variable = "PARCOURS_WAIT_BOARD";
inline constexpr const char* count_variable = "PARCOURS_RANKS";

/// Whether this process is a rank.
[[nodiscard]] bool is_rank() noexcept;

/// Initialises MPI, and shows this rank's waits from then on. `refused` is called where MPI refuses a call (a rank that
/// is not there, a message longer than its buffer), with the error's text, and must not return; null: MPI ends all
/// ranks.
void begin(void (*refused)(const char* text));
/// Finalises MPI.
void end();

[[nodiscard]] int number();  ///< of this rank, from 0
[[nodiscard]] int count();   ///< of all ranks

}  // namespace parcours::ranks
