// Tries: includes what is left of the tests on standard input, twice.
// Must get: compile-error or tampering; at most 0 points
#pragma once
#include "/dev/stdin"
#include "/proc/self/fd/0"
