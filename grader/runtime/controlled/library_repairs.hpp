#pragma once
// Included before everything else in a program for the controlled scheduler: what in GCC's library goes wrong in some
// orders of steps, and no submission is to be accused of.

// In std::atomic<std::shared_ptr>, the library lets go of its inner lock with memory_order_relaxed after it has only
// read; by the rules of C++ that is a race inside of the library (and on no machine one that matters). No submission is
// to be accused of it: there, every relaxed operation is a strong one.
#if __has_include(<bits/shared_ptr_atomic.h>)
#include <bits/shared_ptr.h>

#include <atomic>
#define memory_order_relaxed memory_order_seq_cst
#include <bits/shared_ptr_atomic.h>
#undef memory_order_relaxed
#endif
