#pragma once
// System calls that pass by every function that the controlled scheduler stands in for.
#include <sys/syscall.h>

#include <string_view>

namespace parcours::controlled {

/// The kernel's answer: negative for an error number.
inline long raw_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
#if defined(__x86_64__)
  long result = number;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
#else
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#endif
}

/// Exit statuses that mean something to the grader.
inline constexpr int machine_failed = 70;
inline constexpr int not_controllable = 71;  ///< the submission does what the scheduler cannot follow

/// Where the last words go when standard error is silenced: a copy of it, if there is one.
inline constexpr int last_words = 9;

/// Ends the program with a message on standard error.
[[noreturn]] inline void give_up(std::string_view why, int status = machine_failed) {
  constexpr int standard_error = 2;
  for (const int descriptor : {last_words, standard_error})
    if (raw_call(SYS_write, descriptor, reinterpret_cast<long>(why.data()), static_cast<long>(why.size())) > 0) break;
  for (;;) raw_call(SYS_exit_group, status);
}

}  // namespace parcours::controlled
