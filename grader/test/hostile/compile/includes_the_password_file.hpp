// Tries: prints a file of the system as an error message.
// Must get: compile-error; at most 0 points
#pragma once
#include "/etc/passwd"
#include "/etc/shadow"
#include "/proc/self/environ"
