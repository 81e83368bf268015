// Tries: includes a device that never ends.
// Must get: compile-error or build-limit or tampering; at most 0 points
#pragma once
#include "/dev/zero"
