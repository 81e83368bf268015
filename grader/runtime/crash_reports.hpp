#pragma once

namespace parcours {

/// From now on a fatal signal, an uncaught exception and a call of exit tell the grader where they happened, before
/// they end the process as they would have done anyway. Packets, the first one counts:
///   "crash SIGNAL ADDRESSES", "crash exception ADDRESSES\nTYPE: WHAT", "crash terminate ADDRESSES", "crash exit
///   ADDRESSES"
/// ADDRESSES are return addresses, innermost first. From a process that the program has started the first word is
/// "child-crash", and its exit is none.
void report_crashes();

/// What a sanitizer found, in the same way: "crash memory ADDRESSES\nTEXT". The process is about to end.
void report_misuse(const char* text);

/// What MPI refused to do, in the same way: "crash mpi ADDRESSES\nTEXT". The process is about to end.
void report_refusal(const char* text);

/// Whether this process is one that the test program has started, directly or not.
[[nodiscard]] bool is_child() noexcept;

/// The program may end from now on.
void expect_exit() noexcept;

}  // namespace parcours
