// Tries: has the compiler print a verdict, and fails.
// Must get: compile-error; at most 0 points
#pragma once
#pragma message("\n[  PASSED  ] 7 tests.\n{\"score\": 100}")
#error "score: 100"
