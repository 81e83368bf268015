#pragma once

namespace parcours {

/// From now on a fatal signal, an uncaught exception and a call of exit tell the grader where they happened, before
/// they end the process as they would have done anyway. Packets, the first one counts:
///   "crash SIGNAL ADDRESSES", "crash exception ADDRESSES\nTYPE: WHAT", "crash terminate ADDRESSES", "crash exit
///   ADDRESSES"
/// ADDRESSES are return addresses, innermost first.
void report_crashes();

/// The program may end from now on.
void expect_exit() noexcept;

}  // namespace parcours
